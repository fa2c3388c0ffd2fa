# SPDX-License-Identifier: Apache-2.0
"""tools/setup installs the pinned packages once, or says in one sentence why it cannot."""

import os
import shutil
import subprocess
import time
import zipfile

import pytest

# The first wheel that it fetches.
NAME, VERSION = "confluent_kafka", "2.16.1"
PIN = f"{NAME.replace('_', '-')}=={VERSION}"
WHEEL = f"{NAME}-{VERSION}-cp311-cp311-manylinux_2_28_x86_64.whl"


@pytest.fixture
def checkout(repository, tmp_path):
    """A checkout with only the files that tools/setup reads."""
    root = tmp_path / "checkout"
    shutil.copytree(repository / "tools", root / "tools")
    shutil.copy(repository / "dependencies.lock", root)
    return root


def setup(root, cache, **environment):
    return subprocess.run([root / "tools" / "setup"], capture_output=True, text=True,
                          env={**os.environ, "EIGENLAKE_CACHE": str(cache), **environment})


def leftovers(cache):
    return [path for folder in ("downloads", "deps") for path in (cache / folder).iterdir()]


def write_fake_wheel(path):
    name = f"{NAME}-{VERSION}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}/METADATA", f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n")
        wheel.writestr(f"{name}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_28_x86_64\n")
        wheel.writestr(f"{name}/RECORD", "")


def test_setup_without_network_and_cache_fails_with_one_sentence(checkout, tmp_path):
    done = setup(checkout, tmp_path / "cache", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        f"eigenlake setup: could not download {PIN} and it is not in {tmp_path}/cache/downloads "
        "(is there a network?)")
    assert leftovers(tmp_path / "cache") == []


def test_download_with_another_digest_is_discarded(checkout, tmp_path):
    write_fake_wheel(tmp_path / WHEEL)
    done = setup(checkout, tmp_path / "cache", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 1
    assert f"the digest of the downloaded {PIN} differs" in done.stderr
    assert leftovers(tmp_path / "cache") == []


def test_unknown_argument_is_rejected(repository):
    done = subprocess.run([repository / "tools" / "setup", "--everything"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "unknown argument '--everything'" in done.stderr


def test_second_call_is_silent_and_quick(repository):
    begun = time.perf_counter()
    done = subprocess.run([repository / "tools" / "setup", "--tests"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.perf_counter() - begun < 5


def test_another_checkout_shares_the_cache(repository, checkout):
    done = subprocess.run([checkout / "tools" / "setup"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (checkout / ".deps").resolve() == (repository / ".deps").resolve()


def test_every_pin_has_a_digest_or_a_minimum(repository):
    for line in (repository / "dependencies.lock").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        words = line.split("#")[0].split()
        assert len(words) >= 4, line
        prefix = {"apt": "", "pip": "sha256:", "npm": "sha512-", "maven": "sha256:", "go": "h1:", "cargo": "sha256:"}[words[0]]
        assert all(word.startswith(prefix) for word in words[3:]), line
