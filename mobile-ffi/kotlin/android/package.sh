#!/usr/bin/env bash
# Puts the package together as Android takes it, an AAR: the compiled classes, the libraries of each processor,
# and what an app has to keep. JNA comes beside it: `net.java.dev.jna:jna` as an AAR, which holds its own libraries.
#
# usage: package.sh CLASSES_JAR JNI_DIR AAR
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
laid_out=$(mktemp -d)
trap 'rm -rf "$laid_out"' EXIT

cp "$here/AndroidManifest.xml" "$laid_out/AndroidManifest.xml"
cp "$here/consumer-rules.pro" "$laid_out/proguard.txt"
cp "$1" "$laid_out/classes.jar"
cp -r "$2" "$laid_out/jni"
# The format wants the list of resources, of which there are none.
: >"$laid_out/R.txt"
jar --create --no-manifest --file "$3" -C "$laid_out" .
