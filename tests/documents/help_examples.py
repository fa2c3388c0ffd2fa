# SPDX-License-Identifier: Apache-2.0
"""The examples of the program's help, and a folder in which they run."""

import json
import re
import shutil

from pages import ROOT

COMMANDS = ROOT / "docs/reference/commands.md"
EXAMPLES = re.compile(r"^Examples?:\n((?:  .*\n)+)", re.MULTILINE)
MOLECULES = [{"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]},
             {"name": "HeH+", "symbols": ["He", "H"], "coords": [[0, 0, 0], [0, 0, 0.7743]], "charge": 1}]
WRITTEN_ID = re.compile(r"\b3f2a\w*\b")
TAKES_LONG = re.compile(r"^eigenlake run .*6-31g")
RUNS_ON = re.compile(r"^eigenlake land(?!.*--until-end)")
KAFKA = re.compile(r"--kafka|--servers|eigenlake (land|topics|publish)")


def examples():
    """Each example once, in the order of the page."""
    found = [line.strip() for block in EXAMPLES.findall(COMMANDS.read_text()) for line in block.splitlines()]
    return list(dict.fromkeys(line for line in found if line.startswith("eigenlake ")))


def prepare(folder, run):
    """Files of the names that the examples have, and a lake with two experiments, a scan and the tag `paper`; returns an id."""
    (folder / "molecules.json").write_text(json.dumps(MOLECULES))
    shutil.copy(ROOT / "examples/water.xyz", folder)
    (folder / "n2.xyz").write_text("2\nN2\nN 0 0 0\nN 0 0 1.1\n")
    (folder / "queries.sql").write_text("select count(*) from runs;\n")
    run("run", "molecules.json", "--quiet", "--progress-file", "progress.jsonl", cwd=folder)
    run("scan", "molecules.json", "--molecule-index", "0", "--bond", "0,1", "0.7:0.8:2", "--quiet", cwd=folder)
    run("tag", "create", "paper", cwd=folder)
    shutil.copy(next((folder / "lake/raw-results").rglob("*.avro")), folder / "records.avro")
    return json.loads(run("sql", "select experiment_id from runs where name = 'H2'", "--json", cwd=folder).stdout)["experiment_id"]


def to_run(example, folder, experiment):
    """The example as it runs in this folder: its id is one of the lake, its absolute paths are below the folder, and it ends soon."""
    command = WRITTEN_ID.sub(experiment[:8], example).replace("sqlite:///", f"sqlite:///{folder}/")
    if command.startswith("eigenlake tag create paper"):
        command = "eigenlake tag delete paper && " + command
    return command + (" --dry-run" if TAKES_LONG.search(example) else " --until-end" if RUNS_ON.search(example) else "")
