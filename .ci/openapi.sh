#!/usr/bin/env bash
# Holds a running server against the description of its routes that it serves: for so many seconds requests are
# made from it, sound and unsound ones.
#
# usage: .ci/openapi.sh PROGRAMS VENV SECONDS [OPTION]...     VENV is made where there is none
set -euo pipefail
programs=$(realpath "$1") venv=$(realpath --canonicalize-missing "$2") seconds=$3
ours="$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")/tests/openapi"
shift 3
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$ours/requirements.txt"

folder=$(mktemp -d)
cd "$folder"
mkfifo "$folder/said"
# How often one may ask is not what is tried.
limits=()
for limit in accounts_per_hour tries_per_address_and_hour pairing_tries_per_address requests_per_account_and_minute; do
    limits+=(--limit "$limit=1000000")
done
"$programs/serve" --listen localhost:0 --data "$folder/data" "${limits[@]}" >"$folder/said" 2>"$folder/log" &
server=$!
trap 'kill "$server"; wait "$server"; rm -r "$folder"' EXIT
read -r line <"$folder/said"
address=$(sed 's#.*://##; s#/sync.*##' <<<"$line")
credential=$(python3 - "http://$address/v1/accounts" <<'END'
import json, sys, urllib.request

with urllib.request.urlopen(sys.argv[1], b'{"device":"0123456789abcdef"}') as answer:
    print(json.load(answer)["credential"])
END
)
# A socket is no request with an answer; the tests of access go through its route.
"$venv/bin/schemathesis" --config-file "$ours/schemathesis.toml" run "http://$address/v1/openapi.json" \
    --header "Authorization: Bearer $credential" --exclude-path /sync --phases coverage,fuzzing \
    --max-time "$seconds" --continue-on-failure --warnings off --no-color "$@"
