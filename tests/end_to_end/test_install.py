# SPDX-License-Identifier: Apache-2.0
"""`cmake --install` puts the program, its manual page and its completions in place."""

import os
import shutil
import subprocess

import pytest


@pytest.fixture
def installed(eigenlake_binary, tmp_path):
    build = eigenlake_binary.resolve().parent.parent
    if not (build / "cmake_install.cmake").exists() or shutil.which("cmake") is None:
        pytest.skip("the program is not in a build folder of CMake")
    subprocess.run(["cmake", "--install", build, "--prefix", tmp_path / "usr"], check=True, capture_output=True, timeout=300)
    return tmp_path / "usr"


def test_installed_program_runs(installed):
    done = subprocess.run([installed / "bin" / "eigenlake", "doctor", "--lake", installed / "none"], check=True,
                          capture_output=True, text=True, timeout=300)
    assert "ok   DuckDB" in done.stdout


@pytest.mark.parametrize("words, file", [
    (["man"], "share/man/man1/eigenlake.1"),
    (["completion", "bash"], "share/bash-completion/completions/eigenlake"),
    (["completion", "zsh"], "share/zsh/site-functions/_eigenlake"),
    (["completion", "fish"], "share/fish/vendor_completions.d/eigenlake.fish"),
])
def test_installed_files_are_what_the_program_prints(installed, run_eigenlake, words, file):
    assert (installed / file).read_text() == run_eigenlake(*words).stdout


def test_man_finds_the_installed_page(installed):
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    done = subprocess.run(["man", "-w", "eigenlake"], check=True, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "MANPATH": str(installed / "share" / "man")})
    assert done.stdout.strip() == str(installed / "share/man/man1/eigenlake.1")
