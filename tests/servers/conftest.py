# SPDX-License-Identifier: Apache-2.0
"""The servers of the tests. Each starts with the first test that requests it and stops at the end of the session.

Tests of a server that is not installed are skipped with the reason; if it does not start, they fail.
"""

import os
import pathlib
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from installed import folder_of, listed  # noqa: E402
from hive import Hive  # noqa: E402
from kafka_servers import Broker, Connect, Registry  # noqa: E402
from lakes import Catalogs  # noqa: E402
from postgresql import Postgresql  # noqa: E402
from records import template  # noqa: E402
from s3_stores import STORES  # noqa: E402
from spark import Spark  # noqa: E402
from streams import Stream  # noqa: E402
from trino import Trino  # noqa: E402

for name in ("clients", "browser"):
    if listed()[name][1] == "installed":
        sys.path.append(listed()[name][2])


def started(start):
    """Yields a server and stops it; a failure to start fails every test that requests it, without a retry."""
    server = start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def servers_folder():
    """Outside pytest's own folder, which other users cannot read: PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory(prefix="eigenlake_servers_", ignore_cleanup_errors=True) as folder:
        pathlib.Path(folder).chmod(0o755)
        yield pathlib.Path(folder)


@pytest.fixture(scope="session")
def postgresql(servers_folder):
    yield from started(lambda: Postgresql(servers_folder / "postgresql"))


@pytest.fixture(scope="session")
def hive(servers_folder, postgresql):
    yield from started(lambda: Hive(servers_folder / "hive", postgresql))


@pytest.fixture(scope="session")
def spark(servers_folder):
    folder = servers_folder / "spark"
    folder.mkdir()
    yield from started(lambda: Spark(folder))


@pytest.fixture(scope="session")
def trino(servers_folder):
    yield from started(lambda: Trino(servers_folder / "trino"))


@pytest.fixture(scope="session")
def broker(servers_folder, clients):
    yield from started(lambda: Broker(servers_folder / "kafka"))


@pytest.fixture(scope="session")
def registry(servers_folder):
    yield from started(lambda: Registry(servers_folder / "registry"))


@pytest.fixture(scope="session")
def connect(servers_folder, broker, registry):
    yield from started(lambda: Connect(servers_folder / "connect", broker, registry))


@pytest.fixture(scope="session")
def versitygw(servers_folder):
    yield from started(lambda: STORES["versitygw"](servers_folder / "versitygw"))


@pytest.fixture(scope="session")
def garage(servers_folder):
    yield from started(lambda: STORES["garage"](servers_folder / "garage"))


@pytest.fixture(scope="session")
def minio(servers_folder):
    yield from started(lambda: STORES["minio"](servers_folder / "minio"))


@pytest.fixture(params=sorted(STORES), scope="session")
def s3_store(request):
    """Each S3 store in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def clients():
    """Skips if the Python packages of the clients are not installed."""
    return folder_of("clients")


@pytest.fixture(scope="session")
def catalogs(request, run_eigenlake):
    """Makes lakes in each kind of catalog."""
    return Catalogs(request, run_eigenlake)


@pytest.fixture(scope="module")
def record(run_eigenlake, tmp_path_factory):
    return template(run_eigenlake, tmp_path_factory.mktemp("template"))


@pytest.fixture
def stream(broker, registry, run_eigenlake, tmp_path):
    return Stream(broker, registry, run_eigenlake, tmp_path)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chromium without a window; its 3-D drawing is computed by the processor."""
    folder_of("browser")
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    with sync_playwright() as playwright:
        own = {name: str(tmp_path_factory.mktemp("chromium")) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options, env={**os.environ, **own})
        yield chromium
        chromium.close()
