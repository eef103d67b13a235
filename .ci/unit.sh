#!/usr/bin/env bash
# Has systemd read the unit as it is shipped, and say how closed off the server is under it: 0 is most, 10 least.
set -euo pipefail
shipped="$(dirname "${BASH_SOURCE[0]}")/../sync-server/deploy/rebound-sync-server.service"
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
# The program itself need not be installed here.
sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' "$shipped" >"$folder/rebound-sync-server.service"
said=$(systemd-analyze verify --man=no "$folder/rebound-sync-server.service" 2>&1) || { echo "$said"; exit 1; }
[ -z "$said" ] || { echo "$said"; exit 1; }
echo "unit: systemd finds nothing wrong with it"
systemd-analyze security --no-pager --offline=true --threshold=20 "$folder/rebound-sync-server.service" |
    sed -n 's/.*Overall exposure/unit: overall exposure/p'
