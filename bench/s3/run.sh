#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares the S3 store with boto3 and PyArrow's S3 file system on one server, and prints the ratio.
#
#   bench/s3/run.sh [REPETITIONS]
#
# Needs a server, named by EIGENLAKE_TEST_S3_ENDPOINT, _ACCESS_KEY, _SECRET_KEY, with the bucket
# EIGENLAKE_TEST_S3_BUCKET (eigenlake-test); `cmake --preset bench && cmake --build --preset bench --target s3_perf`;
# and for the others a Python with boto3 and pyarrow, named by PEERS_PYTHON. Libraries that are not installed are
# skipped. Run it on an idle machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${S3_PERF:-$here/../../build/bench/bin/s3_perf}
python=${PEERS_PYTHON:-python3}
[ -x "$program" ] || { echo "expected the benchmark program at $program: build the target s3_perf" >&2; exit 2; }

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
"$program" "${1:-3}" | tee -a "$lines"
for peer in boto3 pyarrow; do
  "$python" -c "import $peer" 2>/dev/null || continue
  "$python" "$here/peers.py" "$peer" "${1:-3}" | tee -a "$lines"
done

echo
echo "what peer: seconds of peer / seconds of ours"
awk '$1 == "eigenlake" { ours[$2] = $3 }
     $1 != "eigenlake" { printf "%s %s: %.1f\n", $2, $1, $3 / ours[$2] }' "$lines"
