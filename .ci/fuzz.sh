#!/usr/bin/env bash
# Makes up inputs for each target of fuzz/, for so many seconds each, beginning with those that are kept.
#
# usage: .ci/fuzz.sh SECONDS     what does harm is written to fuzz/artifacts
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../fuzz"
for target in frame message change snapshot body; do
    mkdir -p "corpus/$target"
    cargo +nightly fuzz run --fuzz-dir . "$target" "corpus/$target" "seeds/$target" -- \
        -max_total_time="$1" -max_len=65536 -rss_limit_mb=1024 -timeout=10 -print_final_stats=1
done
