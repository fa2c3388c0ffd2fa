# SPDX-License-Identifier: Apache-2.0
"""Fixtures for the tests that run the built program.

EIGENLAKE_BINARY names the program to test (default: what ./check builds).
"""

import importlib.util
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A configuration file of the user must not change what tests find.
os.environ["XDG_CONFIG_HOME"] = str(ROOT / "tests" / "no-configuration")
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


@pytest.fixture(scope="session")
def run_eigenlake(eigenlake_binary):
    """Runs the program: run_eigenlake("run", file, "--lake", folder).

    Returns subprocess.CompletedProcess with text in stdout and stderr. Fails the test when the exit code is not
    `exit_code` (None accepts any). `env` adds to the environment.
    """

    def run(*arguments, exit_code=0, env=None, **options):
        command = [str(eigenlake_binary), *map(str, arguments)]
        done = subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True,
                              **{"timeout": 300, **options})
        if exit_code is not None:
            assert done.returncode == exit_code, (
                f"{' '.join(command)}\nexpected exit code {exit_code}, found {done.returncode}\n"
                f"stdout:\n{done.stdout}\nstderr:\n{done.stderr}")
        return done

    return run


@pytest.fixture
def lake(tmp_path):
    """Path of this test's own lake; it does not exist yet."""
    return tmp_path / "lake"


@pytest.fixture
def eigenlake(run_eigenlake, lake, tmp_path):
    """run_eigenlake on the lake of this test, in a temporary working directory."""

    def run(*arguments, env=None, **options):
        return run_eigenlake(*arguments, env={"EIGENLAKE_LAKE": str(lake), **(env or {})}, cwd=tmp_path, **options)

    return run


@pytest.fixture(scope="session")
def lake_of_h2(tmp_path_factory, run_eigenlake):
    """A shared lake with H2: tests copy it with `shutil.copytree` before they change it."""
    folder = tmp_path_factory.mktemp("of_h2")
    molecule = folder / "h2.json"
    molecule.write_text(json.dumps([{"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]],
                                     "units": "angstrom"}]))
    run_eigenlake("run", molecule, "--lake", folder / "lake", "--quiet")
    return folder / "lake"


@pytest.fixture(scope="module")
def duckdb_connection():
    """DuckDB with its Iceberg and Avro extensions, which are test packages."""
    import duckdb

    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    for name in ("avro", "iceberg"):
        package = pathlib.Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
        connection.execute(f"LOAD '{next(package.glob(f'extensions/*/{name}.duckdb_extension'))}'")
    return connection
