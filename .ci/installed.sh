#!/usr/bin/env bash
# Installs programs that are not here, each from Debian's package of its name.
#
# usage: .ci/installed.sh PROGRAM...
set -euo pipefail
missing=()
for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
done
[ ${#missing[@]} -gt 0 ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends \
    "${missing[@]}"
