# SPDX-License-Identifier: Apache-2.0
"""Runs the contract tests of stores and catalogs in the GoogleTest programs against real servers.

A program runs once for a server; each of its cases is one test here.
"""

import functools
import json
import os
import subprocess

import pytest
from installed import BINARIES
from s3_stores import STORES

STORE_CASES = "*/s3_server:S3Server.*"
POSTGRES_CASES = "*/Postgres:PostgresCatalogTest.*"
HIVE_CASES = "*/Hive"


def cases(program, pattern):
    """The names of a program's cases for such a server; without the program, one case that fails."""
    binary = BINARIES / program
    if not binary.exists():
        return ["the program is built"]
    listed = subprocess.run([binary, "--gtest_list_tests", f"--gtest_filter={pattern}"], capture_output=True, text=True,
                            timeout=60, check=True).stdout
    names, suite = [], ""
    for line in listed.splitlines():
        words = line.split("#")[0].rstrip()
        if words.startswith("  "):
            names.append(suite + words.strip())
        else:
            suite = words
    return names


@functools.cache
def report(program, pattern, folder, environment):
    """Runs the cases and returns their results: {name: (status, messages)}."""
    output = folder / f"{program}_{abs(hash(environment))}.json"
    done = subprocess.run([BINARIES / program, f"--gtest_filter={pattern}", f"--gtest_output=json:{output}"],
                          env={**os.environ, **dict(environment)}, capture_output=True, text=True, timeout=900)
    if not output.exists():
        return {"": ("RUN", [f"{program} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"])}
    suites = json.loads(output.read_text())["testsuites"]
    return {f"{suite['name']}.{case['name']}": (case.get("result", ""), [failure["failure"] for failure in case.get("failures", [])])
            for suite in suites for case in suite["testsuite"]}


def hold(program, pattern, case, folder, **environment):
    results = report(program, pattern, folder, tuple(sorted(environment.items())))
    result, failures = results.get(case) or results.get("") or ("", [f"{case} did not run"])
    assert not failures, "\n".join(failures)
    assert any(other != "SKIPPED" for other, _ in results.values()), f"{program} did not find its server"
    if result == "SKIPPED":
        pytest.skip(f"{case} does not apply to this kind of store or catalog")


@pytest.mark.parametrize("case", cases("object_store_test", STORE_CASES))
@pytest.mark.parametrize("store", sorted(STORES))
def test_store_keeps_the_contract(request, servers_folder, store, case):
    server = request.getfixturevalue(store)
    hold("object_store_test", STORE_CASES, case, servers_folder, EIGENLAKE_TEST_S3_ENDPOINT=server.endpoint,
         EIGENLAKE_TEST_S3_ACCESS_KEY=server.access_key, EIGENLAKE_TEST_S3_SECRET_KEY=server.secret_key,
         EIGENLAKE_TEST_S3_REGION=server.region, EIGENLAKE_TEST_S3_BUCKET="contract")


@pytest.fixture(scope="module")
def catalog_database(postgresql):
    return postgresql.database("contract")


@pytest.mark.parametrize("case", cases("iceberg_test", POSTGRES_CASES))
def test_postgresql_catalog_keeps_the_contract(catalog_database, servers_folder, case):
    hold("iceberg_test", POSTGRES_CASES, case, servers_folder, EIGENLAKE_TEST_POSTGRES=catalog_database)


@pytest.mark.parametrize("case", cases("iceberg_test", HIVE_CASES))
def test_hive_catalog_keeps_the_contract(hive, servers_folder, case):
    hold("iceberg_test", HIVE_CASES, case, servers_folder, EIGENLAKE_TEST_HIVE=f"{hive.uri} {hive.warehouse}")
