#!/usr/bin/env bash
# Installs a Chromium without a window, where there is none, from Debian's packages.
set -euo pipefail
command -v chromium-headless-shell >/dev/null && exit
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends \
    chromium-headless-shell
