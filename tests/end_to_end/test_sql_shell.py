# SPDX-License-Identifier: Apache-2.0
"""The SQL shell at a terminal."""

import os
import signal
import termios

import pytest

from samples import H2
from terminal import Terminal

CTRL_C, CTRL_D = "\x03", "\x04"
PROMPT, CONTINUATION = "eigenlake> ", "...> "


@pytest.fixture
def filled_lake(run_eigenlake, molecules, lake):
    run_eigenlake("run", molecules(H2), "--lake", lake)
    return lake


@pytest.fixture
def reader(request):
    return getattr(request, "param", "libedit")


@pytest.fixture
def shell(reader, eigenlake_binary, filled_lake, tmp_path):
    """The shell, with the library that edits lines, or without it."""
    environment = {**os.environ, "TERM": "dumb"}
    if reader == "plain":
        # A library of this name that has none of the functions.
        (tmp_path / "libraries").mkdir()
        (tmp_path / "libraries" / "libedit.so.2").write_bytes(b"no library")
        environment["LD_LIBRARY_PATH"] = str(tmp_path / "libraries")
    with Terminal([str(eigenlake_binary), "sql", "--format", "csv", "--lake", str(filled_lake)], cwd=tmp_path,
                  env=environment) as terminal:
        terminal.wait_for(PROMPT)
        yield terminal


@pytest.mark.parametrize("reader", ["libedit", "plain"], indirect=True)
def test_interrupt_discards_the_line_and_the_shell_goes_on(shell):
    shell.type("select 'void'")
    shell.wait_for("select 'void'")
    shell.type(CTRL_C)
    shell.wait_for(PROMPT)
    shell.type("select 1 + 1 as a;\n")
    shell.wait_for("a\r\n2\r\n")
    shell.wait_for(PROMPT)
    for _ in range(3):
        shell.type(CTRL_C)
        shell.wait_for(PROMPT)
    shell.type(CTRL_D)
    assert shell.wait_for_end() == 0


@pytest.mark.parametrize("reader", ["libedit", "plain"], indirect=True)
def test_interrupt_discards_the_lines_before(shell):
    shell.type("select 1 as first,\n")
    shell.wait_for(CONTINUATION)
    shell.type("2 as second")
    shell.wait_for("2 as second")
    shell.type(CTRL_C)
    shell.wait_for(PROMPT)
    shell.type("select 3 as third;\n")
    shell.wait_for("third\r\n3\r\n")
    shell.wait_for(PROMPT)
    shell.type("\\q\n")
    assert shell.wait_for_end() == 0


def test_interrupt_ends_a_query_and_the_shell_goes_on(shell):
    shell.type("select count(*) from range(1000000) a, range(1000000) b where a.range + b.range = -1;\n")
    shell.wait_for("= -1;")
    shell.type(CTRL_C)
    shell.wait_for(PROMPT)
    shell.type("select 4 as fourth;\n")
    shell.wait_for("fourth\r\n4\r\n")
    shell.type("\\q\n")
    assert shell.wait_for_end() == 0


def test_continued_shell_edits_again(shell):
    """The shell that it is started from resets the terminal while the process is stopped."""
    os.kill(shell.pid, signal.SIGSTOP)
    os.waitpid(shell.pid, os.WUNTRACED)
    settings = termios.tcgetattr(shell.terminal)
    settings[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(shell.terminal, termios.TCSANOW, settings)
    os.kill(shell.pid, signal.SIGCONT)
    shell.wait_for(PROMPT)
    assert termios.tcgetattr(shell.terminal)[3] & termios.ICANON == 0
    shell.type("select 5 as fifth;\n")
    shell.wait_for("fifth\r\n5\r\n")
