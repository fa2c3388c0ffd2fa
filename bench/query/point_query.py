# SPDX-License-Identifier: Apache-2.0
"""Measures a point query for all parameters of one experiment out of thousands: latency and opened files.

Asks one SQL shell for the rows of iteration_parameters of COUNT random experiments, one after the other, as a notebook
or a dashboard does. Goals over 10,000 experiments: at most 1 % of the files opened, a median of at most 50 ms. The lake
can be one of bench/ingest/incremental.py, before and after `maintain`.

usage: point_query.py EIGENLAKE_PROGRAM LAKE [COUNT]
"""

import random
import re
import statistics
import subprocess
import sys
import time

QUERY = "select count(*), sum(parameter_value) from iteration_parameters where experiment_id = '{}';"


def all_ids(program, lake):
    command = [program, "sql", "select experiment_id from molecules", "--lake", lake, "--format", "csv", "--quiet"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1:]


def ask(shell, query):
    """Seconds until a query has printed its result, a line of CSV below the header."""
    start = time.perf_counter()
    shell.stdin.write(query + "\n")
    shell.stdin.flush()
    shell.stdout.readline()
    answer = shell.stdout.readline()
    assert int(answer.split(",")[0]) > 0, answer
    return time.perf_counter() - start


def main(program, lake, count=50):
    ids = all_ids(program, lake)
    wanted = random.Random(0).sample(ids, min(count, len(ids)))
    command = [program, "sql", "--lake", lake, "--format", "csv", "--verbose"]
    shell = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ask(shell, QUERY.format(wanted[0]))  # warm
    seconds = [ask(shell, QUERY.format(experiment)) for experiment in wanted]
    _, notes = shell.communicate()
    files = [tuple(map(int, found)) for found in re.findall(r"(\d+) of (\d+) files read", notes)][1:]
    opened, total = sum(a for a, _ in files), sum(b for _, b in files)
    print(f"{len(ids)} experiments, {files[0][1]} files: median {statistics.median(seconds) * 1000:.1f} ms, worst "
          f"{max(seconds) * 1000:.1f} ms, {opened / len(files):.2f} files opened a query ({opened / total:.2%})")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
