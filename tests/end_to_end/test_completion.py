# SPDX-License-Identifier: Apache-2.0
"""The completion scripts, in the shells that they are for."""

import os
import shutil
import subprocess

import pytest

from samples import H2
from terminal import WAIT_S, Terminal


def shell(name):
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def script(run_eigenlake, tmp_path):
    """The path of the completion script of a shell."""

    def write(name):
        file = tmp_path / f"completion.{name}"
        file.write_text(run_eigenlake("completion", name).stdout)
        return file

    return write


@pytest.fixture
def folder(tmp_path, eigenlake_binary):
    """A working folder with files, and the program as ./eigenlake."""
    folder = tmp_path / "here"
    (folder / "subfolder").mkdir(parents=True)
    (folder / "molecules.json").write_text("[]")
    (folder / "eigenlake").symlink_to(eigenlake_binary)
    return folder


@pytest.fixture
def complete_in_bash(script, folder):
    path, file = shell("bash"), script("bash")

    def complete(*words):
        code = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                '$(complete -p eigenlake | sed "s/.*-F \\([^ ]*\\).*/\\1/"); printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run([path, "--norc", "-c", code, "bash", file, *words], cwd=folder, check=True,
                              capture_output=True, text=True, timeout=WAIT_S)
        assert done.stderr == ""
        return done.stdout.split()

    return complete


@pytest.fixture
def complete_in_fish(script, folder, tmp_path):
    path, file = shell("fish"), script("fish")

    def complete(line):
        done = subprocess.run([path, "--no-config", "-c", f"source {file}; complete -C '{line}'"], cwd=folder, check=True,
                              capture_output=True, text=True, timeout=WAIT_S, env={**os.environ, "HOME": str(tmp_path)})
        assert done.stderr == ""
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    return complete


# Writes what zsh offers for the word at the cursor, whatever it shows.
ZSH_CAPTURE = r"""
unsetopt zle_bracketed_paste 2>/dev/null
autoload -U compinit
compinit -u -D
source $COMPLETION_SCRIPT
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a captured
  builtin compadd -A captured "$@"
  print -rl -- $captured >> $CAPTURED
  builtin compadd "$@"
}
"""


@pytest.fixture
def complete_in_zsh(script, folder, tmp_path):
    path, file = shell("zsh"), script("zsh")
    (tmp_path / "capture.zsh").write_text(ZSH_CAPTURE)
    captured = tmp_path / "captured"

    def complete(line):
        captured.write_text("")
        environment = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb", "PS1": "ready> ",
                       "COMPLETION_SCRIPT": str(file), "CAPTURED": str(captured)}
        with Terminal([path, "-f", "-i"], cwd=folder, env=environment) as terminal:
            terminal.wait_for("ready> ")
            terminal.type(f"source {tmp_path}/capture.zsh; echo load''ed\n")
            terminal.wait_for("loaded")
            terminal.wait_for("ready> ")
            terminal.type(f"{line}\t\x15exit\n")
            terminal.wait_for_end()
        return list(dict.fromkeys(captured.read_text().split()))

    return complete


def test_bash_completes_commands_options_values_files_and_tables(complete_in_bash, run_eigenlake, molecules, folder):
    assert complete_in_bash("eigenlake", "sna") == ["snapshots"]
    assert {"run", "sql", "help"} <= set(complete_in_bash("./eigenlake", ""))
    assert complete_in_bash("eigenlake", "run", "--max-it") == ["--max-iterations"]
    assert complete_in_bash("eigenlake", "tables", "--bas") == []
    assert complete_in_bash("eigenlake", "run", "--ansatz", "Ef") == ["EfficientSU2"]
    assert complete_in_bash("eigenlake", "run", "--ansatz", "=", "Ef") == ["EfficientSU2"]
    assert complete_in_bash("eigenlake", "run", "--ansatz", "=") == complete_in_bash("eigenlake", "run", "--ansatz", "")
    assert complete_in_bash("eigenlake", "run", "--seed", "") == []
    assert complete_in_bash("eigenlake", "run", "--report", "mol") == ["molecules.json"]
    assert complete_in_bash("eigenlake", "run", "--report", "=", "mol") == ["molecules.json"]
    assert complete_in_bash("eigenlake", "run", "mol") == ["molecules.json"]
    assert complete_in_bash("eigenlake", "--lake", "sub") == ["subfolder"]
    assert complete_in_bash("eigenlake", "--lake", "x", "tag", "cr") == ["create"]
    assert complete_in_bash("eigenlake", "tag", "create", "") == []
    assert complete_in_bash("eigenlake", "scan", "x.xyz", "--bond", "0,1", "0:1:2", "--fra") == ["--frames"]
    assert complete_in_bash("./eigenlake", "describe", "mol") == []
    run_eigenlake("run", molecules(H2), "--lake", folder / "lake")
    assert complete_in_bash("./eigenlake", "describe", "mol") == ["molecules"]
    assert complete_in_bash("./eigenlake", "--lake", "lake", "snapshots", "vqe_r") == ["vqe_results"]


def test_fish_completes_commands_options_values_files_and_tables(complete_in_fish, run_eigenlake, molecules, folder):
    assert complete_in_fish("eigenlake sna") == ["snapshots"]
    assert {"run", "sql", "help"} <= set(complete_in_fish("./eigenlake "))
    assert complete_in_fish("eigenlake run --max-it") == ["--max-iterations"]
    assert complete_in_fish("eigenlake tables --bas") == []
    assert complete_in_fish("eigenlake run --ansatz Ef") == ["EfficientSU2"]
    assert complete_in_fish("eigenlake run --ansatz=Ef") == ["--ansatz=EfficientSU2"]
    assert complete_in_fish("eigenlake run mol") == ["molecules.json"]
    assert complete_in_fish("eigenlake run --report mol") == ["molecules.json"]
    assert complete_in_fish("eigenlake --lake sub") == ["subfolder/"]
    assert complete_in_fish("eigenlake tag cr") == ["create"]
    assert complete_in_fish("eigenlake tag create li") == []
    run_eigenlake("run", molecules(H2), "--lake", folder / "lake")
    assert complete_in_fish("./eigenlake describe mol") == ["molecules"]


def test_zsh_completes_commands_options_values_files_and_tables(complete_in_zsh, run_eigenlake, molecules, folder):
    assert complete_in_zsh("eigenlake sna") == ["snapshots"]
    assert {"run", "sql", "help"} <= set(complete_in_zsh("./eigenlake "))
    assert complete_in_zsh("eigenlake run --max-it") == ["--max-iterations"]
    assert complete_in_zsh("eigenlake tables --bas") == []
    assert complete_in_zsh("eigenlake run --ansatz Ef") == ["EfficientSU2"]
    assert complete_in_zsh("eigenlake run --ansatz=Ef") == ["EfficientSU2"]
    assert complete_in_zsh("eigenlake run mol") == ["molecules.json"]
    assert complete_in_zsh("eigenlake run --report mol") == ["molecules.json"]
    assert complete_in_zsh("eigenlake run --report=mol") == ["molecules.json"]
    assert complete_in_zsh("eigenlake --lake sub") == ["subfolder"]
    assert complete_in_zsh("eigenlake tag cr") == ["create"]
    run_eigenlake("run", molecules(H2), "--lake", folder / "lake")
    assert complete_in_zsh("./eigenlake describe mol") == ["molecules"]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_scripts_are_valid(script, name):
    subprocess.run([shell(name), "-n", script(name)], check=True)
