# SPDX-License-Identifier: Apache-2.0
"""Every example of the program's help runs; those with Kafka run in tests/servers/test_documents.py."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from help_examples import COMMANDS, KAFKA, examples, prepare, to_run  # noqa: E402
from pages import documents  # noqa: E402


def test_every_example_is_found():
    lines = {line.strip() for line in COMMANDS.read_text().splitlines() if re.match(r"  eigenlake [a-z]", line)}
    assert set(examples()) == lines


@pytest.fixture(scope="module")
def prepared(run_eigenlake, tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    return folder, prepare(folder, run_eigenlake)


@pytest.fixture(scope="module")
def programs(eigenlake_binary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    (folder / "eigenlake").symlink_to(eigenlake_binary.resolve())
    return folder


@pytest.mark.parametrize("example", [example for example in examples() if not KAFKA.search(example)])
def test_example_of_the_help_runs(example, prepared, programs, tmp_path):
    folder, experiment = tmp_path / "folder", prepared[1]
    shutil.copytree(prepared[0], folder)
    done = subprocess.run(["bash", "-c", to_run(example, folder, experiment)], cwd=folder, capture_output=True, text=True,
                          timeout=120, env={"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{example} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"


def test_commands_in_the_text_and_their_options_exist():
    reference = COMMANDS.read_text()
    names = set(re.findall(r"^## (?:eigenlake )?(\w+)$", reference, re.MULTILINE))
    options = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", reference))
    assert len(names) > 20 and len(options) > 100
    wrong = []
    for path in documents():
        if "adr" in path.parts or path == COMMANDS:
            continue
        for code in re.findall(r"`(?:\./)?eigenlake ([^`]+)`", path.read_text()):
            words = code.split()
            unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in options]
            if unknown or not (words[0] in names or words[0] in ("help", "COMMAND", "…") or words[0].startswith("-")):
                wrong.append(f"{path.name}: eigenlake {code}")
    assert not wrong
