# SPDX-License-Identifier: Apache-2.0
"""Functions and files stay short."""

import statistics
import subprocess

import lizard

SOURCES = (".cc", ".h", ".py", ".sh", ".cmake")
FILE_LINES_MAX = 400
MEDIAN_MAX, NINE_OF_TEN_MAX, LONGEST_MAX = 9, 22, 60


def tracked(repository):
    names = subprocess.run(["git", "ls-files", "-z"], cwd=repository, check=True, capture_output=True, text=True).stdout
    return [repository / name for name in names.split("\0") if name and (repository / name).is_file()]


def is_script(path):
    return path.suffix == "" and path.read_bytes()[:2] == b"#!"


def functions(repository):
    """Covers shipped code. A function without a branch is data or a list of steps."""
    of_tests = ("_test.cc", "_fuzz.cc", "_perf.cc", "_test_data.h")
    for path in tracked(repository):
        name = str(path.relative_to(repository))
        if name.startswith("src/") and path.suffix in (".cc", ".h") and not name.endswith(of_tests) and "/testing/" not in name:
            yield from lizard.analyze_file(str(path)).function_list


def test_functions_are_short(repository):
    found = list(functions(repository))
    assert len(found) > 1000
    lengths = sorted(function.length for function in found)
    assert statistics.median(lengths) <= MEDIAN_MAX
    assert lengths[9 * len(lengths) // 10] <= NINE_OF_TEN_MAX
    long = [f"{function.filename}:{function.start_line}: {function.name} has {function.length} lines" for function in found
            if function.length > LONGEST_MAX and function.cyclomatic_complexity > 1]
    assert not long


def test_files_are_short(repository):
    long = []
    for path in tracked(repository):
        if path.suffix in SOURCES or is_script(path):
            count = len(path.read_bytes().splitlines())
            if count > FILE_LINES_MAX:
                long.append(f"{path.relative_to(repository)} has {count} lines")
    assert not long
