"""Fixtures for the tests that run the built program.

EIGENLAKE_BINARY names the program to test (default: what ./check builds).
"""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(os.environ.get("EIGENLAKE_BINARY", ROOT / "build" / "release" / "bin" / "eigenlake"))


@pytest.fixture(scope="session")
def repository():
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def eigenlake_binary():
    """Path of the program under test."""
    if not BINARY.exists():
        pytest.fail(f"{BINARY} does not exist: run tools/build eigenlake, or set EIGENLAKE_BINARY")
    return BINARY


@pytest.fixture
def lake(tmp_path):
    """Path of a lake of this test alone; it does not exist yet."""
    return tmp_path / "lake"


@pytest.fixture
def eigenlake(eigenlake_binary, lake, tmp_path):
    """Runs the program on the lake of this test: eigenlake("run", file, "--json").

    Returns subprocess.CompletedProcess with text in stdout and stderr. Fails the test when the exit code is not
    `exit_code` (None accepts any). The working directory is a temporary one; `env` adds to the environment.
    """

    def run(*arguments, exit_code=0, env=None, input=None, timeout=300):
        command = [str(eigenlake_binary), *map(str, arguments)]
        environment = {**os.environ, "EIGENLAKE_LAKE": str(lake), **(env or {})}
        done = subprocess.run(command, cwd=tmp_path, env=environment, input=input, timeout=timeout,
                              capture_output=True, text=True)
        if exit_code is not None:
            assert done.returncode == exit_code, (
                f"{' '.join(command)}\nexpected exit code {exit_code}, found {done.returncode}\n"
                f"stdout:\n{done.stdout}\nstderr:\n{done.stderr}")
        return done

    return run
