#!/usr/bin/env bash
# The API against its own description: whatever is sent, no 5xx, and only answers that are described. In a virtual
# environment of its own, kept in the user's cache directory.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${STREAM_TTS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/stream-tts}/tools/schemathesis-4.32.5
if [ ! -x "$venv/bin/schemathesis" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check schemathesis==4.32.5
fi
url=$(mktemp)
node --import tsx test/http/schema-server.ts >"$url" &
server=$!
trap 'kill $server; rm -rf "$url" .schemathesis .hypothesis' EXIT
for _ in $(seq 100); do [ -s "$url" ] && break; sleep 0.1; done
# The events have no end.
"$venv/bin/schemathesis" run "$(cat "$url")/openapi.json" --phases examples,coverage,fuzzing --max-examples 20 \
  --header 'Authorization: Bearer schema' --exclude-path /v1/events --request-timeout 20 --no-color \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance
