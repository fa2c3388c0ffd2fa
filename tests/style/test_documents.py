# SPDX-License-Identifier: Apache-2.0
"""Documents agree with the code."""

import re


def test_exit_codes_are_those_of_the_code(repository):
    header = (repository / "src/eigenlake/base/error.h").read_text()
    enum = re.search(r"enum class ExitCode[^{]*\{(.*?)\}", header, re.DOTALL)[1]
    snake = lambda name: re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    of_code = {(int(code), snake(name)) for name, code in re.findall(r"k(\w+) = (\d+)", enum)}
    page = (repository / "docs/reference/exit_codes.md").read_text()
    assert {(int(code), name) for code, name in re.findall(r"^\| (\d+) \| (\w+) \|", page, re.MULTILINE)} == of_code


def test_levels_are_those_of_the_architecture(repository):
    of_file = {}
    for line in (repository / "src/eigenlake/levels.txt").read_text().splitlines():
        level, *modules = line.split()
        if level.isdigit():
            of_file[level] = modules
    page = (repository / "ARCHITECTURE.md").read_text()
    rows = re.findall(r"^\| (\d+) \| ([\w, ]+) \|", page, re.MULTILINE)
    assert {level: modules.split(", ") for level, modules in rows} == of_file
    rooms = re.findall(r"^(\w+): (.*)", (repository / "src/eigenlake/levels.txt").read_text(), re.MULTILINE)
    assert rooms, "levels.txt names rooms"
    for module, names in rooms:
        order = " ← ".join(name if name != "." else "`.`" for name in names.split())
        assert f"\n- {module}: {order}: " in page, module
    assert {path.name for path in (repository / "src/eigenlake").iterdir() if path.is_dir()} <= set(sum(of_file.values(), []))


def test_decisions_fit_a_page(repository):
    for path in (repository / "docs/adr").glob("*.md"):
        assert len(path.read_text().splitlines()) <= 60, path
