#!/usr/bin/env bash
# Takes a library of the profile `mobile` apart: what a phone loads, and beside it what turns the addresses in the
# report of a crash into names and lines. Both carry the same build id. The bindings are generated before.
#
# usage: strip.sh LIBRARY FOLDER     makes FOLDER/<name> and FOLDER/<name>.debug; where the library is an Android
#                                    one, OBJCOPY names the NDK's llvm-objcopy
set -euo pipefail
library=$1
folder=$2
name=$(basename "$library")
objcopy=${OBJCOPY:-objcopy}
mkdir -p "$folder"

"$objcopy" --only-keep-debug "$library" "$folder/$name.debug"
"$objcopy" --strip-all --remove-section=.comment --add-gnu-debuglink="$folder/$name.debug" "$library" "$folder/$name"
