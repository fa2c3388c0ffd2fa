# SPDX-License-Identifier: Apache-2.0
"""Several processes on one lake at once, checked by bench/faults/stress.py.

EIGENLAKE_STRESS_SECONDS sets the duration (30), EIGENLAKE_STRESS_CATALOGS names more catalogs, separated by spaces
 (postgresql://user@host/database).
"""

import os
import pathlib
import subprocess
import sys

import pytest

STRESS = pathlib.Path(__file__).parents[2] / "bench" / "faults" / "stress.py"
SECONDS = os.environ.get("EIGENLAKE_STRESS_SECONDS", "30")
CATALOGS = ["", *os.environ.get("EIGENLAKE_STRESS_CATALOGS", "").split()]


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda uri: uri.split(":")[0] or "hadoop")
def test_four_writers_and_four_readers_lose_and_double_nothing(tmp_path, eigenlake_binary, catalog):
    command = [sys.executable, STRESS, eigenlake_binary, tmp_path / "lake", "--seconds", SECONDS]
    if catalog:
        command += ["--", "--catalog-uri", catalog]
    done = subprocess.run(command, capture_output=True, text=True, timeout=int(SECONDS) + 300)
    assert done.returncode == 0, done.stdout + done.stderr
