# SPDX-License-Identifier: Apache-2.0
"""Adds one ansatz, optimizer, backend, option, table, catalog, command and metric to a copy of the project, as the pages
docs/howto/add_*.md say, builds it and tests the additions.

usage: .venv/bin/python tests/extensions/try_howtos.py FOLDER

FOLDER becomes the copy; it is created if missing, and its build is kept for the next call. This takes as long as building
the program. The last line says "N passed, N failed".
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import extensions

ROOT = pathlib.Path(__file__).resolve().parents[2]
H2 = {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]], "name": "H2"}


def copy_project(folder):
    """Copies the files that git knows; unchanged ones keep their times, so that little is rebuilt."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split("\0")
    wanted = {name for name in listed if name and (ROOT / name).is_file()}
    for name in wanted:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_bytes() != (ROOT / name).read_bytes():
            shutil.copy(ROOT / name, place)
    for place in (folder / "src").rglob("*"):
        if place.is_file() and str(place.relative_to(folder)) not in wanted:
            place.unlink()
    for name in (".deps", ".venv"):
        if not (folder / name).exists():
            (folder / name).symlink_to((ROOT / name).resolve())


class Report:
    def __init__(self):
        self.passed, self.failures = 0, []

    def check(self, what, holds, found=""):
        print(f"{'ok    ' if holds else 'FAILED'} {what}{'' if holds else f': {found}'}", flush=True)
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)


def apply(folder, edits):
    """The touched files."""
    for edit in edits:
        place = folder / edit.path
        if edit.anchor is None:
            if place.exists():
                raise SystemExit(f"{edit.path} exists")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(edit.text)
            continue
        text = place.read_text()
        if text.count(edit.anchor) != 1:
            raise SystemExit(f"{edit.path} has '{edit.anchor}' {text.count(edit.anchor)} times, not once; the example is out of date")
        place.write_text(text.replace(edit.anchor, edit.text))
    return {edit.path for edit in edits}


def is_named(path, page):
    """True if the page has the file's path or name; NAME and TABLE match any name."""
    path = pathlib.PurePosixPath(path)
    names = re.findall(r"`([\w/.\-]+)`", page)
    pattern = [re.compile(re.sub("NAME|TABLE", r"\\w+", re.escape(name)) + "$") for name in names]
    return any(p.match(str(path)) or p.match(path.name) for p in pattern)


def check_page(report, extension, touched):
    page = (ROOT / "docs" / "howto" / extension.page).read_text()
    unnamed = sorted(path for path in touched if not is_named(path, page))
    report.check(f"{extension.page} names the files of {extension.what}", not unnamed, f"it does not name {', '.join(unnamed)}")
    if extension.limit:
        report.check(f"{extension.what} touches at most {extension.limit} files", len(touched) <= extension.limit,
                     f"{len(touched)}: {', '.join(sorted(touched))}")


def build(folder, target, keep_going=False):
    command = ["ninja", "-C", "build/release", *(["-k", "0"] if keep_going else []), *target]
    if not (folder / "build/release/build.ninja").exists():
        subprocess.run(["tools/build", "bin/eigenlake"], cwd=folder, check=False)
        if not (folder / "build/release/build.ninja").exists():
            raise SystemExit(f"{folder} could not be configured")
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def check_that_kinds_must_be_handled(report, folder):
    """Adds each kind only to its enumeration."""
    for kind in extensions.KINDS:
        apply(folder, kind.edits)
        done = build(folder, [kind.target], keep_going=True)
        what = f"a kind of {kind.what} that is not handled does not compile"
        report.check(what, done.returncode != 0 and f"{kind.enumerator}" in done.stdout and "not handled in switch" in done.stdout,
                     done.stdout[-2000:])
        for edit in kind.edits:
            shutil.copy(ROOT / edit.path, folder / edit.path)


def run(folder, *words, code=0):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EIGENLAKE_")}
    done = subprocess.run([folder / "build/release/bin/eigenlake", *map(str, words)], cwd=folder / "trial", env=environment,
                          capture_output=True, text=True)
    if done.returncode != code:
        raise AssertionError(f"eigenlake {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
    return done


def check_what_they_do(report, folder):
    shutil.rmtree(folder / "trial", ignore_errors=True)
    (folder / "trial").mkdir()
    (folder / "trial" / "h2.json").write_text(json.dumps(H2))
    for extension in extensions.EXTENSIONS:
        try:
            found = extension.trial(lambda *words, **options: run(folder, *words, **options))
            report.check(f"{extension.what} works", found == extension.result, found)
        except AssertionError as error:
            report.check(f"{extension.what} works", False, str(error))


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__.split("\n\n")[1])
    folder = pathlib.Path(sys.argv[1]).resolve()
    if folder == ROOT or ROOT in folder.parents:
        raise SystemExit("the copy must lie outside of the project")
    folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    copy_project(folder)
    check_that_kinds_must_be_handled(report, folder)
    for extension in extensions.EXTENSIONS:
        check_page(report, extension, apply(folder, extension.edits))
    done = build(folder, ["bin/eigenlake"])
    report.check("all of them build together", done.returncode == 0, done.stdout[-4000:])
    if done.returncode == 0:
        check_what_they_do(report, folder)
    print(f"{report.passed} passed, {len(report.failures)} failed")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
