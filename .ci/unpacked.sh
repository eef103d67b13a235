#!/usr/bin/env bash
# Takes programs out of Debian's packages, without installing them.
#
# usage: .ci/unpacked.sh FOLDER PACKAGE...     afterwards their files lie below FOLDER
set -euo pipefail
folder=$1
shift
mkdir -p "$folder"
cd "$folder"
for package in "$@"; do
    [ -e ".$package" ] && continue
    if [ -z "$(apt-cache pkgnames "$package")" ]; then
        sudo=""
        [ "$(id -u)" = 0 ] || sudo="sudo"
        $sudo apt-get update
    fi
    apt-get download -q "$package"
    dpkg-deb -x "$package"_*.deb .
    rm "$package"_*.deb
    touch ".$package"
done
