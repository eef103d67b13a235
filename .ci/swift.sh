#!/usr/bin/env bash
# Runs a command with Swift 6 in the folder where it is called. Where there is no Swift, Debian's package of it is
# put into a system of its own below FOLDER, once; that takes root and two minutes. What is mounted for it is mounted
# for that one command, so FOLDER can be removed like any other.
#
# usage: .ci/swift.sh FOLDER COMMAND...
set -euo pipefail
# OpenStack has a `swift`, too; nobody else has a `swiftc`.
command -v swiftc >/dev/null && { shift; exec "$@"; }
[ "$(id -u)" = 0 ] || { echo "there is no Swift here, and only root can set it up" >&2; exit 1; }
[ -n "${REBOUND_MOUNTS:-}" ] || REBOUND_MOUNTS=own exec unshare --mount "$0" "$@"

here=$(dirname "$(realpath "$0")")
mkdir -p "$1"
root=$(realpath "$1")
shift

# The system of Debian's release after the oldest that builds here: its C library runs what was built before.
make_root() {
    "$here/installed.sh" debootstrap
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$')
    find "$root" -mindepth 1 -delete
    debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$mirror"
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    echo 'Acquire::Retries "3";' >"$root/etc/apt/apt.conf.d/90retries"
    # It is made again if the power fails.
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install --yes --no-install-recommends \
        swiftlang libc6-dev libstdc++-14-dev
    umount --recursive "$root/dev" "$root/proc"
    chroot "$root" apt-get clean
    touch "$root/whole"
}
[ -e "$root/whole" ] || make_root 1>&2

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# The sources and what is built, under their own names.
for folder in "$(dirname "$here")" "$(dirname "$root")"; do
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
done
exec chroot "$root" env --chdir="$PWD" HOME="$(dirname "$root")" LANG=C.UTF-8 SWIFT_BACKTRACE=enable=no "$@"
