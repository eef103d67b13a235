#!/usr/bin/env bash
# Makes a compiler with standard libraries for targets that rustup cannot download here, out of Debian's packages,
# without installing them: the compiler for the web and its sources, which this machine's cargo builds for each
# target once.
#
# usage: .ci/target-std.sh FOLDER TARGET...     afterwards FOLDER/rustc is the compiler
set -euo pipefail
mkdir -p "$1/packages" "$1/tree"
folder=$(cd "$1" && pwd)
shift
libraries="$folder/tree/usr/lib/rustlib"
host=$(rustc -vV | sed -n 's/^host: //p')

depends() { apt-cache depends "$1" | sed -n "s/^  Depends: \($2[^ ]*\)$/\1/p" | head -1; }

make_compiler() {
    if [ -z "$(depends rustc-web libstd-rust-web-dev)" ]; then
        local sudo=""
        [ "$(id -u)" = 0 ] || sudo="sudo"
        $sudo apt-get update
    fi
    # The compiler's library and LLVM carry their versions in their names.
    local std llvm
    std=$(depends libstd-rust-web-dev libstd-rust-web-)
    llvm=$(depends "$std" libllvm)
    (cd "$folder/packages" && apt-get download -q rustc-web rust-web-src libstd-rust-web-dev "$std" "$llvm")
    for package in "$folder"/packages/*.deb; do
        dpkg-deb -x "$package" "$folder/tree"
    done
    rm -rf "$folder/packages"
    # The linker is this machine's: the package's own is one more package.
    mkdir -p "$libraries/$host/bin"
    ln -sf "$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld" "$libraries/$host/bin/rust-lld"
    cat > "$folder/rustc.new" <<END
#!/bin/sh
LD_LIBRARY_PATH="$folder/tree/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch):\$LD_LIBRARY_PATH" \\
    exec "$folder/tree/usr/bin/rustc" "\$@"
END
    chmod +x "$folder/rustc.new"
    # Only now is it whole.
    mv "$folder/rustc.new" "$folder/rustc"
}

# An empty crate, for whose sake cargo builds the standard library.
make_library() {
    mkdir -p "$folder/empty/src"
    echo '#![no_std]' > "$folder/empty/src/lib.rs"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' > "$folder/empty/Cargo.toml"
    (cd "$folder/empty" && RUSTC="$folder/rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$folder/built" \
        cargo build --release --target "$1" -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test)
    rm -f "$folder/built/$1/release/deps/"libempty-*
    mkdir -p "$libraries/$1"
    rm -rf "$libraries/$1/lib.new"
    mkdir "$libraries/$1/lib.new"
    cp "$folder/built/$1/release/deps/"*.rlib "$libraries/$1/lib.new/"
    mv "$libraries/$1/lib.new" "$libraries/$1/lib"
    rm -rf "$folder/built" "$folder/empty"
}

[ -e "$folder/rustc" ] || make_compiler
for target in "$@"; do
    [ -d "$libraries/$target/lib" ] || make_library "$target"
done
"$folder/rustc" --version
