# SPDX-License-Identifier: Apache-2.0
"""Every command on terminals of 80 and 40 columns, in a pipe, outside of UTF-8, and where nothing can be written."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest

from samples import H2

MOLECULES = "molecules.json"
# A call of each command that prints on standard output and leaves the lake as it is.
CALLS = {
    "run": ["run", MOLECULES],
    "scan": ["scan", MOLECULES, "--bond", "0,1", "0.7:0.8:2", "--dry-run"],
    "simulate": ["simulate", MOLECULES, "--dry-run"],
    "publish": ["publish", "--help-kafka"],
    "land": ["land", "--help-kafka"],
    "topics": ["topics", "-h"],
    "ingest": ["ingest", "--dry-run"],
    "quarantine": ["quarantine", "list"],
    "features": ["features", "--dry-run"],
    "sql": ["sql", "from runs"],
    "tables": ["tables"],
    "describe": ["describe", "vqe_results"],
    "snapshots": ["snapshots", "molecules"],
    "tag": ["tag", "list"],
    "label": ["label", "ID", "series=a", "--dry-run"],
    "delete": ["delete", "ID", "--dry-run"],
    "failures": ["failures"],
    "maintain": ["maintain", "--dry-run"],
    "recover": ["recover", "-h"],
    "export": ["export", "dataset", "--dry-run"],
    "scf": ["scf", MOLECULES],
    "basis": ["basis", "list", "--json"],
    "show": ["show", "ID"],
    "plot": ["plot", "--json", "ID"],
    "report": ["report", "page.html", "--json"],
    "watch": ["watch", "progress.jsonl", "--once"],
    "catalog": ["catalog", "list"],
    "doctor": ["doctor"],
    "completion": ["completion", "bash"],
    "man": ["man"],
    "version": ["version"],
}
# Their output has a form of its own, whatever the terminal.
OWN_FORM = {"completion", "man", "basis", "plot", "report"}
CUT_NUMBER = re.compile(r"(?<![\w/.:-])[-+]?\d+\.\d*(…|\.\.\.)")
FULL = "/dev/full"


def commands(repository):
    return re.findall(r"^## (\w+)$", (repository / "docs/reference/commands.md").read_text(), re.MULTILINE)


def test_every_command_is_called(repository):
    assert sorted(CALLS) == sorted(commands(repository))


@pytest.fixture(scope="module")
def place(tmp_path_factory, eigenlake_binary):
    """A folder with a lake of one experiment, its id, and a progress file."""
    import json

    folder = tmp_path_factory.mktemp("forms")
    (folder / MOLECULES).write_text(json.dumps([H2]))
    subprocess.run([eigenlake_binary, "run", MOLECULES, "--progress-file", "progress.jsonl"], cwd=folder, check=True,
                   capture_output=True)
    rows = subprocess.run([eigenlake_binary, "sql", "select experiment_id from runs", "--json"], cwd=folder, check=True,
                          capture_output=True, text=True).stdout
    return folder, json.loads(rows)["experiment_id"]


@pytest.fixture
def call(eigenlake_binary, place):
    folder, identity = place

    def run(name, environment=None, **streams):
        words = [identity if word == "ID" else word for word in CALLS[name]]
        variables = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm", **(environment or {})}
        return subprocess.run([eigenlake_binary, *words], cwd=folder, env=variables, stdin=subprocess.DEVNULL, **streams)

    return run


def on_terminal(call, name, columns, environment=None):
    """What the command writes on a terminal as standard output."""
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    reader = subprocess.Popen(["cat"], stdin=main, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.close(main)
    outcome = call(name, environment, stdout=other, stderr=subprocess.PIPE)
    os.close(other)
    text = reader.communicate(timeout=60)[0].decode().replace("\r\n", "\n")
    assert outcome.returncode in (0, 1 if name == "doctor" else 0), outcome.stderr
    return text


def in_pipe(call, name, environment=None):
    outcome = call(name, environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return outcome.stdout.decode()


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*[mK]", "", text)


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("name", [name for name in CALLS if name not in OWN_FORM])
def test_no_number_is_cut_and_lines_fit(call, name, columns):
    text = plain(on_terminal(call, name, columns))
    assert text
    assert not CUT_NUMBER.search(text)
    # A word that is longer than the line, such as an id or a place, has a line of its own or ends one.
    wide = [line for line in text.splitlines() if len(line) > columns and len(max(line.split(), key=len)) <= columns - 30]
    assert wide == []


@pytest.mark.parametrize("name", list(CALLS))
def test_pipe_has_neither_padding_nor_colour(call, name):
    text = in_pipe(call, name)
    assert "\x1b" not in text
    assert "───" not in text
    if name in ("sql", "tables", "snapshots", "scf", "run"):
        assert "\t" in text.splitlines()[0] and "  " not in text.splitlines()[0]


@pytest.mark.parametrize("name", [name for name in CALLS if name not in OWN_FORM])
def test_other_locales_get_ascii(call, name):
    for locale in ("C", "POSIX", "en_US.ISO-8859-1"):
        assert on_terminal(call, name, 80, {"LC_ALL": locale}).isascii()


def test_colours_are_for_terminals_and_no_color_is_respected(call):
    assert "\x1b[" not in on_terminal(call, "show", 80, {"NO_COLOR": "1"})
    assert "\x1b[" not in on_terminal(call, "show", 80, {"TERM": "dumb"})


@pytest.mark.parametrize("name", list(CALLS))
def test_full_disk_is_exit_code_6(call, name):
    with open(FULL, "wb") as full:
        outcome = call(name, stdout=full, stderr=subprocess.PIPE)
    assert (outcome.returncode, b"Traceback" in outcome.stderr) == (6, False), outcome.stderr


@pytest.mark.parametrize("name", list(CALLS))
def test_closed_standard_output_is_exit_code_6(call, name):
    outcome = call(name, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
    assert outcome.returncode == 6, outcome.stderr


@pytest.mark.parametrize("words", [["-h"], ["--help"], ["--version"], ["help"], ["help", "run"], ["run", "--help"]])
def test_full_disk_is_exit_code_6_for_help(eigenlake_binary, words):
    with open(FULL, "wb") as full:
        assert subprocess.run([eigenlake_binary, *words], stdout=full, stderr=subprocess.PIPE).returncode == 6


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_full_disk_is_exit_code_6_for_each_format_of_sql(eigenlake_binary, place, form):
    with open(FULL, "wb") as full:
        outcome = subprocess.run([eigenlake_binary, "sql", "from runs", "--format", form], cwd=place[0], stdout=full,
                                 stderr=subprocess.PIPE)
    assert outcome.returncode == 6, outcome.stderr
