# SPDX-License-Identifier: Apache-2.0
"""Every source file names its licence."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = {".h", ".cc", ".c", ".java", ".js", ".css", ".thrift", ".sql", ".py", ".sh", ".cmake"}
LINE = "SPDX-License-Identifier: Apache-2.0"


def source_files():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if "data" in path.parts or not path.is_file():
            continue
        is_script = path.suffix == "" and path.read_bytes().startswith(b"#!")
        if path.suffix in SUFFIXES or path.name == "CMakeLists.txt" or is_script:
            yield path


def test_each_source_file_names_its_licence_in_its_first_lines():
    files = list(source_files())
    assert len(files) > 1000
    without = [str(path.relative_to(ROOT)) for path in files if LINE not in "\n".join(path.read_text().splitlines()[:2])]
    assert without == []
