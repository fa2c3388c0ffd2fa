# SPDX-License-Identifier: Apache-2.0
"""tools/servers lists its servers, rejects unknown names and leaves out what would take too long."""

import hashlib
import os
import subprocess
import time

import pytest


@pytest.fixture
def servers(repository, tmp_path):
    """tools/servers with an empty cache and without registry clients, so that nothing can be downloaded."""

    def run(*arguments, **environment):
        variables = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "EIGENLAKE_CACHE": str(tmp_path / "cache"), **environment}
        return subprocess.run([repository / "tools" / "servers", *arguments], capture_output=True, text=True, env=variables)

    return run


def test_every_server_is_listed_with_its_version_and_hint(servers):
    lines = [line.split(maxsplit=3) for line in servers("list").stdout.splitlines()]
    missing = {name: (version, reason) for name, version, state, reason in lines if state == "missing"}
    assert missing["versitygw"] == ("1.8.0", "run tools/servers install versitygw")
    assert missing["spark"] == ("4.0.5", "run tools/servers install spark")
    assert missing["trino"] == ("476", "run tools/servers install trino")
    assert missing["hive"] == ("3.1.3", "run tools/servers install hive")
    assert missing["garage"] == ("2.5.0", "run tools/servers install garage")


def in_ten_minutes():
    return str(int(time.time()) + 600)


def pretend_to_install(repository, cache, name, version):
    """Makes the folder that an installation leaves, with the digest of its pins."""
    lines = (repository / "dependencies.lock").read_text().splitlines()
    pins = [line.split("  #")[0] for line in lines if line.split()[1:2] == [name]]
    folder = cache / "servers" / f"{name}-{version}"
    folder.mkdir(parents=True)
    digest = hashlib.sha256("".join(line + "\n" for line in pins).encode()).hexdigest()
    (folder / ".complete").write_text(f"{digest}  -\n")


def test_deadline_allows_only_the_quickest_store_to_be_compiled(servers):
    done = servers("install", "garage", EIGENLAKE_DEADLINE=in_ten_minutes())
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == ("eigenlake servers: leaving out garage: no S3 store is installed, and before a deadline only the "
                           "quickest is compiled\n")
    listed = servers("list", EIGENLAKE_DEADLINE=in_ten_minutes()).stdout
    assert "garage 2.5.0 missing no S3 store is installed" in listed


def test_server_beyond_the_deadline_is_left_out_and_named(servers, repository, tmp_path):
    pretend_to_install(repository, tmp_path / "cache", "versitygw", "1.8.0")
    done = servers("install", "garage", EIGENLAKE_DEADLINE=in_ten_minutes())
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "eigenlake servers: leaving out garage: compiling it takes 29 minutes, longer than the time left\n"
    listed = servers("list", EIGENLAKE_DEADLINE=in_ten_minutes()).stdout
    assert "garage 2.5.0 missing compiling it takes 29 minutes" in listed


def test_failed_server_does_not_stop_the_next(servers, tmp_path):
    done = servers("install", "clients", "versitygw", PIP_NO_INDEX="1", PIP_FIND_LINKS="", GOPROXY="off", GOFLAGS="",
                   PATH=os.environ["PATH"])
    assert done.returncode == 1
    assert "could not install the Python packages of the group clients (is there a network?)" in done.stderr
    assert "could not compile github.com/versity/versitygw" in done.stderr
    assert [path.name for path in (tmp_path / "cache" / "servers").iterdir() if path.is_dir()] == []


def test_unknown_server_is_rejected(servers):
    done = servers("install", "oracle")
    assert done.returncode == 1
    assert "unknown server 'oracle' (known: postgresql clients docs browser kafka registry hive" in done.stderr
