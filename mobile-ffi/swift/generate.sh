#!/usr/bin/env bash
# Writes what the library says of itself in Swift into the folders `Generated`, and the code in the guide for the tests.
#
# usage: mobile-ffi/swift/generate.sh PROGRAMS     where uniffi-bindgen and the library lie, which is not stripped
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")"
library=$(find "$programs" -maxdepth 1 '(' -name librebound_mobile.so -o -name librebound_mobile.dylib ')')
sources=Sources/ReboundCore/Generated
modules=Generated/ReboundCoreFFI
mkdir -p "$sources" "$modules/headers"
"$programs/uniffi-bindgen" generate --language swift --no-format --out-dir "$modules/headers" "$library"
# Both files are one module, which needs one module of C.
cat >"$modules/module.modulemap" <<MAP
module ReboundCoreFFI {
    header "headers/ReboundCoreFFI.h"
    header "headers/ReboundMobileFFI.h"
    link "rebound_mobile"
    export *
}
MAP
for file in ReboundCore ReboundMobile; do
    # What has not changed is not compiled again.
    sed 's/ReboundMobileFFI/ReboundCoreFFI/g' "$modules/headers/$file.swift" >"$modules/$file.new"
    cmp -s "$modules/$file.new" "$sources/$file.swift" || cp "$modules/$file.new" "$sources/$file.swift"
    rm "$modules/headers/$file.swift" "$modules/headers/${file}FFI.modulemap" "$modules/$file.new"
done

# What the guide shows is compiled with the tests.
mkdir -p Tests/ReboundTests/Generated
{
    printf 'import Foundation\nimport Rebound\n#if canImport(BackgroundTasks)\n    import BackgroundTasks\n#endif\n'
    awk '/^```swift$/ { print "\nextension App {\n    func piece" ++piece "() async throws {"; inside = 1; next }
        /^```$/ { if (inside) print "    }\n}"; inside = 0; next }
        inside' README.md
} >Tests/ReboundTests/Generated/Guide.swift
