#!/usr/bin/env bash
# Whether every 64-bit library below DIR can be loaded where a page has 16 KB, as newer Android devices have it.
#
# usage: page-size.sh DIR
set -euo pipefail

failed=0
found=0
while IFS= read -r -d '' library; do
    readelf --file-header "$library" | grep -q 'ELF64' || continue
    found=$((found + 1))
    for align in $(readelf --program-headers --wide "$library" | awk '$1 == "LOAD" { print $NF }'); do
        if ((align < 16384)); then
            echo "$library: a segment is aligned to $align bytes; 16384 are needed"
            failed=1
            break
        fi
    done
done < <(find "$1" -name '*.so' -print0)
if ((found == 0)); then
    echo "$1 holds no 64-bit library"
    exit 1
fi
exit "$failed"
