#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures energy with full gradient, ours and the other libraries in turn on the same machine, and prints the ratio.
#
#   bench/gradient/run.sh [NAME…]      (default LiH H2O NH3)
#
# Needs `cmake --preset bench && cmake --build --preset bench --target gradient_perf`, and for the others an
# environment with bench/requirements.txt, whose Python PEERS_PYTHON names. Libraries that are not installed are
# skipped. Run it on an idle machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${GRADIENT_PERF:-$here/../../build/bench/bin/gradient_perf}
python=${PEERS_PYTHON:-python3}
reps=${REPS:-2}
[ $# -gt 0 ] || set -- LiH H2O NH3
[ -x "$program" ] || { echo "expected the benchmark program at $program: build the target gradient_perf" >&2; exit 2; }

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for name in "$@"; do
  "$program" --reps "$reps" "$name" | tee -a "$lines"
  for peer in qulacs lightning qiskit; do
    "$python" -c "import $([ $peer = lightning ] && echo pennylane || echo $peer)" 2>/dev/null || continue
    "$python" "$here/${peer}_gradient.py" "$name" "$reps" | tee -a "$lines"
  done
done

echo
echo "molecule peer: best of peer / best of ours"
awk '$5 == "gradient" && $1 == "eigenlake" { ours[$2] = $7 }
     $5 == "gradient" && $1 != "eigenlake" { printf "%s %s: %.1f\n", $2, $1, $7 / ours[$2] }' "$lines"
