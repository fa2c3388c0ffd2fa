#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Measures compile times in seconds: of the program from scratch, and after touching each of some headers.
#
# usage: bench/build/build_time.sh [HEADER...]
#
# Builds in build/build_time, two jobs at once, and removes it. Needs the dependencies of tools/setup and two idle cores.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/build_time
headers=("$@")
((${#headers[@]} > 0)) || headers=(src/eigenlake/iceberg/spec/schema.h src/eigenlake/base/error.h)

seconds_of() {
  local what=$1 begun=$EPOCHREALTIME
  shift
  "$@" >/dev/null
  awk -v what="$what" -v begun="$begun" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%7.1f s  %s\n", ended - begun, what }'
}

trap 'rm -rf "$build"' EXIT
rm -rf "$build"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DEIGENLAKE_TESTS=OFF >/dev/null
seconds_of "the program from nothing" cmake --build "$build" -j 2 --target eigenlake
for header in "${headers[@]}"; do
  touch "$root/$header"
  seconds_of "after a touch of $header" cmake --build "$build" -j 2 --target eigenlake
done
