# SPDX-License-Identifier: Apache-2.0
"""The places of the programs under test and of installed servers, or why tests are skipped."""

import functools
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("EIGENLAKE_BINARY", ROOT / "build/release/bin/eigenlake")).parent
JAVA_17 = pathlib.Path("/usr/lib/jvm/java-17-openjdk-amd64")


@functools.cache
def listed():
    lines = subprocess.run([ROOT / "tools" / "servers", "list"], capture_output=True, text=True, check=True).stdout
    return {words[0]: words[1:] for words in (line.split(maxsplit=3) for line in lines.splitlines())}


def folder_of(name):
    """The folder of an installed server; if it is missing, skips the test and says why."""
    version, state, rest = listed()[name]
    if state != "installed":
        pytest.skip(f"{name} {version} is not installed: {rest}")
    return pathlib.Path(rest)


def java_17():
    if not (JAVA_17 / "bin" / "java").exists():
        pytest.skip("Java 17 is not installed: run tools/servers install spark")
    return JAVA_17
