# SPDX-License-Identifier: Apache-2.0
"""Two experiments with different ids differ in a column of requested settings."""

import itertools
import re

from samples import objects

# Settings that do not change the experiment.
NO_PART_OF_THE_IDENTITY = {"molecule-index", "fci-limit", "jobs", "strict", "force", "convergence", "exact", "label", "progress-file"}
EFFICIENT = ["--ansatz", "EfficientSU2", "--ansatz-reps", "1"]
VARIANTS = {
    "charge": ["--charge", "1", "--multiplicity", "2"],
    "multiplicity": ["--multiplicity", "3"],
    "basis": ["--basis", "6-31g"],
    "scf": ["--scf", "rohf"],
    "frozen-core": ["--frozen-core"],
    "active-space": ["--active-space", "2,2"],
    "ansatz": EFFICIENT,
    "ansatz-reps": ["--ansatz", "EfficientSU2", "--ansatz-reps", "2"],
    "optimizer": ["--optimizer", "COBYLA"],
    "init-strategy": ["--init-strategy", "hf"],
    "seed": ["--seed", "1"],
    "jitter": ["--jitter", "0.25"],
    "max-iterations": ["--max-iterations", "7"],
    "max-evaluations": ["--max-evaluations", "5"],
    "threshold": ["--threshold", "1e-3"],
    "gradient-threshold": ["--gradient-threshold", "1e-3"],
    "penalty": [*EFFICIENT, "--penalty", "1"],
    "restarts": ["--restarts", "2"],
}
# Columns of results, times, users and places.
RESULTS = {"experiment_id", "molecule_id", "processing_timestamp", "processing_date", "processing_batch_id", "processing_name",
           "minimum_energy", "maxcv", "nuclear_repulsion_energy", "success", "nfev", "nit", "total_iterations",
           "hf_total_energy", "mp2_total_energy", "fci_total_energy", "num_particles_mean", "sz_mean", "s_squared_mean",
           "sector_leakage", "in_sector", "stop_reason", "engine", "quality_flags", "total_energy",
           "energy_error_millihartree", "chemical_accuracy", "run_options", "ansatz"}


def options_of_a_run(help_text):
    """The long options under the headings of molecules and simulation."""
    groups = re.split(r"^(\w[\w ]*):\n", help_text, flags=re.MULTILINE)
    of = dict(zip(groups[1::2], groups[2::2]))
    return set(re.findall(r"^  (?:-\w+, )?--([\w-]+)", of["Molecules"] + of["Simulation"], flags=re.MULTILINE))


def test_every_setting_of_an_experiment_is_a_column(eigenlake, sql, tmp_path):
    known = set(VARIANTS) | NO_PART_OF_THE_IDENTITY
    assert options_of_a_run(eigenlake("run", "--help").stdout) <= known, "a new setting needs a variant here"
    file = tmp_path / "h2.xyz"
    file.write_text("2\n\nH 0 0 0\nH 0 0 0.7414\n")
    ids = {}
    for name, options in [("default", []), *VARIANTS.items()]:
        (run,) = objects(eigenlake("run", file, "--json", *options).stdout)
        ids[run["experiment_id"]] = name
    for run in objects(eigenlake("scan", file, "--bond", "0,1", "0.7:0.8:2", "--follow", "--json").stdout):
        ids[run["experiment_id"]] = "follow"
    (run,) = objects(eigenlake("scan", file, "--bond", "0,1", "0.8:0.8:1", "--json").stdout)
    ids[run["experiment_id"]] = "without follow"
    assert len(ids) == len(VARIANTS) + 4
    rows = sql("select v.* exclude (molecule_id), m.* exclude (experiment_id), a.* exclude (experiment_id, molecule_id) "
               "from vqe_results v join molecules m using (experiment_id) join ansatz_info a using (experiment_id)")
    asked = {row["experiment_id"]: {column: str(value) for column, value in row.items() if column not in RESULTS} for row in rows}
    texts = {row["experiment_id"]: row["run_options"] for row in rows}
    for one, other in itertools.combinations(ids, 2):
        names = {ids[one], ids[other]}
        if names & {"gradient-threshold", "follow"}:  # Only the text has these.
            assert texts[one] != texts[other], names
        else:
            assert asked[one] != asked[other], names
