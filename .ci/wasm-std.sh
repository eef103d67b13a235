#!/usr/bin/env bash
# Makes a compiler with a standard library for wasm32-unknown-unknown out of Debian's packages, without
# installing them: the compiler for the web and its sources, which this machine's cargo builds once.
#
# usage: .ci/wasm-std.sh FOLDER     afterwards FOLDER/rustc is the compiler
set -euo pipefail
mkdir -p "$1/packages" "$1/tree"
folder=$(cd "$1" && pwd)
[ -e "$folder/rustc" ] && exec "$folder/rustc" --version

target=wasm32-unknown-unknown
host=$(rustc -vV | sed -n 's/^host: //p')
depends() { apt-cache depends "$1" | sed -n "s/^  Depends: \($2[^ ]*\)$/\1/p" | head -1; }
if [ -z "$(depends rustc-web libstd-rust-web-dev)" ]; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    $sudo apt-get update
fi
# The compiler's library and LLVM carry their versions in their names.
std=$(depends libstd-rust-web-dev libstd-rust-web-)
llvm=$(depends "$std" libllvm)
(cd "$folder/packages" && apt-get download -q rustc-web rust-web-src libstd-rust-web-dev "$std" "$llvm")
for package in "$folder"/packages/*.deb; do
    dpkg-deb -x "$package" "$folder/tree"
done

libraries="$folder/tree/usr/lib/rustlib"
# The linker is this machine's: the package's own is one more package.
mkdir -p "$libraries/$host/bin"
ln -sf "$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld" "$libraries/$host/bin/rust-lld"
cat > "$folder/rustc.new" <<END
#!/bin/sh
LD_LIBRARY_PATH="$folder/tree/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch):\$LD_LIBRARY_PATH" \\
    exec "$folder/tree/usr/bin/rustc" "\$@"
END
chmod +x "$folder/rustc.new"

# An empty crate, for whose sake cargo builds the standard library.
mkdir -p "$folder/empty/src"
echo '#![no_std]' > "$folder/empty/src/lib.rs"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' > "$folder/empty/Cargo.toml"
(cd "$folder/empty" && RUSTC="$folder/rustc.new" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$folder/built" \
    cargo build --release --target "$target" -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test)
mkdir -p "$libraries/$target/lib"
cp "$folder/built/$target/release/deps/"*.rlib "$libraries/$target/lib/"
rm -f "$libraries/$target/lib/"libempty-*
rm -rf "$folder/built" "$folder/packages" "$folder/empty" "$folder/tree/usr/src"
# Only now is it whole.
mv "$folder/rustc.new" "$folder/rustc"
"$folder/rustc" --version
