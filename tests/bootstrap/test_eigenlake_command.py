# SPDX-License-Identifier: Apache-2.0
"""./eigenlake builds only if necessary, and otherwise costs almost nothing."""

import os
import shutil
import subprocess
import time

import pytest

FAKE_BUILD = """#!/bin/bash
cd "$(dirname "$0")/.." && echo built >>calls && touch build/release/.built && touch .deps/.complete
source tools/cpu.sh && cpu_signature >build/release/.cpu
"""


@pytest.fixture
def checkout(repository, tmp_path):
    """A checkout whose build only records that it was called."""
    root = tmp_path / "checkout"
    for folder in ("apps", "src/module", "schemas", "cmake", "tools", "build/release/bin", ".deps"):
        (root / folder).mkdir(parents=True)
    for name in ("CMakeLists.txt", "CMakePresets.json", "dependencies.lock", "tools/setup", "src/module/a.cc",
                 "src/module/b.cc", "src/module/a_test.cc"):
        (root / name).touch()
    for name in ("eigenlake", "tools/cpu.sh"):
        shutil.copy(repository / name, root / name)
    (root / "tools/build").write_text(FAKE_BUILD)
    (root / "build/release/bin/eigenlake").write_text('#!/bin/bash\n[[ ${1:-} != version ]] || exit 0\necho "ran $*"; exit "${1:-0}"\n')
    for name in ("tools/build", "build/release/bin/eigenlake"):
        (root / name).chmod(0o755)
    assert call(root) == 1
    return root


def call(root):
    """Calls ./eigenlake and returns the number of builds so far."""
    subprocess.run([root / "eigenlake"], check=True, capture_output=True)
    return len((root / "calls").read_text().splitlines())


def touch_later(path):
    now = time.time_ns() + 10**9
    os.utime(path, ns=(now, now))


def test_nothing_is_built_when_nothing_changed(checkout):
    assert [call(checkout), call(checkout)] == [1, 1]


@pytest.mark.parametrize("changed", ["src/module/a.cc", "CMakeLists.txt", "dependencies.lock", "tools/setup", "schemas"])
def test_changed_file_is_built(checkout, changed):
    touch_later(checkout / changed)
    assert call(checkout) == 2


def test_changed_test_is_not_built(checkout):
    touch_later(checkout / "src/module/a_test.cc")
    assert call(checkout) == 1


def age(root):
    """Dates everything before the last change of the system's packages."""
    for path in [*root.rglob("*"), root]:
        os.utime(path, (0, 0))


def test_changed_packages_of_the_system_build_nothing(checkout):
    age(checkout)
    assert [call(checkout), call(checkout)] == [1, 1]
    assert (checkout / "build/release/.starts").stat().st_mtime > 0


def test_program_that_lost_a_library_is_rebuilt(checkout):
    (checkout / "build/release/bin/eigenlake").write_text("#!/bin/bash\n[[ $1 != version ]] || exit 127\n")
    age(checkout)
    assert call(checkout) == 2


def test_removed_file_is_noticed(checkout):
    time.sleep(0.02)  # file times have the granularity of the kernel's tick
    (checkout / "src/module/b.cc").unlink()
    assert call(checkout) == 2


def test_another_processor_is_built_for(checkout):
    (checkout / "build/release/.cpu").write_text("Some other processor: fpu vme\n")
    assert [call(checkout), call(checkout)] == [2, 2]


@pytest.mark.parametrize("lost", ["build/release/.built", ".deps/.complete"])
def test_lost_output_is_rebuilt(checkout, lost):
    (checkout / lost).unlink()
    assert call(checkout) == 2


def test_arguments_and_exit_code_pass_through(checkout):
    done = subprocess.run([checkout / "eigenlake", "7", "a b"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (7, "ran 7 a b\n", "")


def test_command_works_through_a_link_from_another_folder(checkout, tmp_path):
    (tmp_path / "link").symlink_to(checkout / "eigenlake")
    done = subprocess.run(["./link", "0"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "ran 0\n")


def test_failed_build_is_a_failure(checkout):
    (checkout / "tools/build").write_text("#!/bin/bash\nexit 1\n")
    touch_later(checkout / "CMakeLists.txt")
    done = subprocess.run([checkout / "eigenlake"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")


def seconds(command):
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def test_wrapper_adds_less_than_a_fifth_of_a_second(repository, eigenlake_binary):
    if os.environ.get("EIGENLAKE_BINARY") != str(repository / "build/release/bin/eigenlake"):
        pytest.skip("only ./check has just built what ./eigenlake runs")
    wrapped = min(seconds([repository / "eigenlake", "--version"]) for _ in range(10))
    bare = min(seconds([eigenlake_binary, "--version"]) for _ in range(10))
    assert wrapped - bare < 0.2
