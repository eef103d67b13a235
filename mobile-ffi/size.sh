#!/usr/bin/env bash
# Takes a library of the profile `mobile` apart with strip.sh and holds what a phone loads against size-budget.toml.
#
# usage: mobile-ffi/size.sh LIBRARY FOLDER
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
"$here/strip.sh" "$1" "$2"
stripped="$2/$(basename "$1")"

failed=0
hold() {
    local most
    most=$(sed -n "s/^$1 = //p" "$here/size-budget.toml" | tr -d _)
    echo "size: $1 $2 bytes, allowed are $most"
    (($2 <= most)) || failed=1
}
hold stripped "$(stat --format %s "$stripped")"
hold compressed "$(gzip --best --stdout "$stripped" | wc -c)"
# The bindings look for each of these by its name.
exported=$(readelf --dyn-syms --wide "$stripped" | grep -c ' uniffi_rebound_mobile_fn_')
echo "size: $exported calls are exported"
((exported > 0)) || failed=1
if readelf --sections --wide "$stripped" | grep -q '\.debug_info'; then
    echo "size: what a phone loads has its lines still in it"
    failed=1
fi
readelf --sections --wide "$stripped.debug" | grep -q '\.debug_info' || { echo "size: the lines are nowhere"; failed=1; }
exit "$failed"
