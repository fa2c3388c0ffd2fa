# SPDX-License-Identifier: Apache-2.0
"""The manual page, by the programs that print such pages."""

import re
import shutil
import subprocess

import pytest


@pytest.fixture(scope="module")
def page(run_eigenlake):
    return run_eigenlake("man").stdout


def output(words, page):
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run(words, input=page, capture_output=True, text=True, timeout=120)


def plain(text):
    """Without the overstriking of bold and underlined letters."""
    return re.sub(".\b", "", re.sub(r"\x1b\[[0-9;]*m", "", text))


def test_page_is_ascii(page):
    assert page.isascii()


def test_groff_prints_the_page_without_warnings(page, run_eigenlake):
    done = output(["groff", "-ww", "-man", "-Tutf8", "-rLL=100n"], page)
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(plain(done.stdout).split())
    for word in ("--sasl-mechanism NAME", "eigenlake run [OPTIONS] FILE…", "EXIT STATUS", "'eigenlake basis list'"):
        assert word in text.replace("‐", "-").replace("−", "-"), word


def test_mandoc_finds_only_that_the_page_has_no_date(page):
    """A date would differ from build to build."""
    done = output(["mandoc", "-T", "lint", "-W", "warning"], page)
    assert [line.split("WARNING: ")[1] for line in done.stdout.splitlines()] == ['missing date, using "": TH']


def test_man_shows_the_page(page):
    done = output(["man", "-l", "-"], page)
    assert done.returncode == 0
    assert "EIGENLAKE(1)" in plain(done.stdout)


def test_page_has_every_command_and_option(page, run_eigenlake):
    text = page.replace("\\-", "-")
    commands = set(re.findall(r"^  ([a-z]+) ", run_eigenlake("--help").stdout, re.MULTILINE)) - {"eigenlake"}
    assert len(commands) > 20
    for command in commands:
        assert f"eigenlake {command} " in text
        for kind in ("--help", "--help-kafka"):
            done = run_eigenlake(command, kind, exit_code=None)
            for option in re.findall(r"^  (?:-\w+, )?(--[a-z0-9-]+)", done.stdout, re.MULTILINE):
                assert option in text, option
