# SPDX-License-Identifier: Apache-2.0
"""One example of each addition in the how-tos."""

import dataclasses
import json
import pathlib
from collections.abc import Callable

SOURCES = pathlib.Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Edit:
    """`text` replaces `anchor`, or is the content of a new file."""

    path: str
    text: str
    anchor: str | None = None


@dataclasses.dataclass(frozen=True)
class Extension:
    what: str
    page: str
    limit: int | None
    edits: list[Edit]
    trial: Callable
    result: object


@dataclasses.dataclass(frozen=True)
class Kind:
    what: str
    enumerator: str
    edits: list[Edit]
    target: str


def new_file(path):
    """A file of the example; the folder `new` has it under the same name."""
    return Edit(path, (SOURCES / "new" / pathlib.PurePosixPath(path).name).read_text())


def replace(path, anchor, text):
    return Edit("src/eigenlake/" + path, text, anchor)


def before(path, anchor, text):
    return replace(path, anchor, text + anchor)


def after(path, anchor, text):
    return replace(path, anchor, anchor + text)


def rows(run, lake, sql):
    return [json.loads(line) for line in run("sql", "--lake", lake, "--json", sql).stdout.splitlines()]


def run_h2(run, lake, *words):
    run("run", "h2.json", "--lake", lake, *words)


def column_after_run(lake, sql, *words):
    def trial(run):
        run_h2(run, lake, *words)
        return rows(run, lake, sql)

    return trial


# A kind that is only added to its enumeration must not compile.

KINDS = [
    Kind("ansatz", "kOneLayer",
         [after("quantum/ansatz.h", "enum class AnsatzKind { kUccsd,", " kOneLayer,")], "libeigenlake_quantum.a"),
    Kind("backend", "kMirrored", [replace("quantum/backend.h", "enum class BackendKind { kExact }",
                                          "enum class BackendKind { kExact, kMirrored }")], "libeigenlake_quantum.a"),
    Kind("catalog", "kFile",
         [after("iceberg/catalog/catalog_options.h", "    kHive,    ///< A Hive Metastore.\n", "    kFile,\n")],
         "libeigenlake_iceberg.a"),
]

ANSATZ = Extension(
    "an ansatz", "add_an_ansatz.md", 5,
    [new_file("src/eigenlake/quantum/one_layer.h"),
     new_file("src/eigenlake/quantum/one_layer.cc"),
     replace("quantum/ansatz.h",
             """enum class AnsatzKind { kUccsd, kEfficientSu2, kRealAmplitudes, kExcitationPreserving };

inline constexpr std::array kAnsatzKinds = {AnsatzKind::kUccsd, AnsatzKind::kEfficientSu2,
                                            AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving};
""",
             """enum class AnsatzKind { kUccsd, kEfficientSu2, kRealAmplitudes, kExcitationPreserving, kOneLayer };

inline constexpr std::array kAnsatzKinds = {AnsatzKind::kUccsd, AnsatzKind::kEfficientSu2,
                                            AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving,
                                            AnsatzKind::kOneLayer};
"""),
     replace("quantum/ansatz.cc", '"ExcitationPreserving"}', '"ExcitationPreserving", "OneLayer"}'),
     replace("quantum/ansatz_families.cc", """      return excitation_preserving_family();
""", """      return excitation_preserving_family();
    case AnsatzKind::kOneLayer:
      return one_layer_family();
"""),
     after("quantum/ansatz_families.cc", '#include "eigenlake/quantum/excitation_preserving.h"\n',
           '#include "eigenlake/quantum/one_layer.h"\n')],
    column_after_run("ansatz", "select ansatz_name, count(*) as num_parameters from ansatz_info join initial_parameters "
                     "using (experiment_id) group by ansatz_name", "--ansatz", "one-layer"),
    [{"ansatz_name": "OneLayer", "num_parameters": 4}])

OPTIMIZER = Extension(
    "an optimizer", "add_an_optimizer.md", 3,
    [replace("vqe/optimizer.h", "kNelderMead };", "kNelderMead, kSubplex };"),
     replace("vqe/optimizer.h", "std::array<OptimizerMethod, 4> kOptimizers = {{",
             'std::array<OptimizerMethod, 5> kOptimizers = {{'),
     after("vqe/optimizer.h", """     .usual_evaluations = [](double p, StateSpace) { return 25 * p + 3 * p * p; },
     .keeps_matrices = true},
""", """    {.name = "Subplex",
     .minimize = minimize_by_subplex,
     .usual_evaluations = [](double p, StateSpace) { return 30 * p + 4 * p * p; },
     .keeps_matrices = true},
"""),
     before("vqe/optimizer.h", "OptimizerOutcome minimize_by_nelder_mead(",
            """OptimizerOutcome minimize_by_subplex(const Objective& objective, std::span<const double> start,
                                     const OptimizerOptions& options);
"""),
     before("vqe/optimizer_nlopt.cc", "OptimizerOutcome minimize_by_slsqp(", """OptimizerOutcome minimize_by_subplex(const Objective& objective, std::span<const double> start,
                                     const OptimizerOptions& options) {
  return minimize_by(nlopt::LN_SBPLX, objective, start, options);
}

""")],
    column_after_run("optimizer", "select optimizer, abs(energy_error_millihartree) < 1 as good from runs", "--optimizer", "subplex"),
    [{"optimizer": "Subplex", "good": True}])

OPTION = Extension(
    "an option of a simulation", "add_an_option.md", 2,
    [after("record/experiment_spec.h", "  int restarts = 1;      ///< 0: as the ansatz's family says.\n",
           "  int series = 0;        ///< Tells experiments apart that are alike otherwise.\n"),
     before("record/experiment_fields.cc", '      {.name = "mapping",', """      {.name = "series",
       .type = kInteger,
       .placeholder = "N",
       .help = "A number that tells experiments apart",
       .minimum = 0,
       .set = [](Spec& s, Text text) { return read_number(text, s.series); },
       .value = [](const Spec& s) { return Json(s.series); },
       .identity = Identity::kRunOptionsUnlessDefault},
""")],
    lambda run: [len({json.loads(run("run", "h2.json", "--dry-run", "--json", "--lake", "none", *words).stdout.splitlines()[0])
                      ["experiment_id"] for words in ([], ["--series", "0"], ["--series", "1"])}),
                 "--series" in run("run", "--help").stdout],
    [2, True])

TABLE = Extension(
    "a normalized table", "add_a_table.md", 4,
    [Edit("schemas/tables.json", """ "molecule_sizes": {
  "description": "The number of atoms of each molecule.",
  "row_per": "experiment",
  "key": ["experiment_id"], "partition": ["processing_date", "basis_set"],
  "columns": [
   {"name": "experiment_id", "type": "string", "required": true},
   {"name": "molecule_id", "type": "int", "required": true},
   {"name": "basis_set", "type": "string", "required": true},
   {"name": "num_atoms", "type": "int", "required": true},
   {"name": "processing_timestamp", "type": "timestamptz", "required": true},
   {"name": "processing_date", "type": "date", "required": true},
   {"name": "processing_batch_id", "type": "string", "required": true},
   {"name": "processing_name", "type": "string", "required": true}
  ]},
 "vqe_results": {
""", ' "vqe_results": {\n'),
     replace("tables/table_names.h", "std::array<std::string_view, 9> kNormalizedTables = {",
             "std::array<std::string_view, 10> kNormalizedTables = {"),
     replace("tables/table_names.h", '"performance_metrics",  "vqe_results",', '"performance_metrics", "molecule_sizes", "vqe_results",'),
     new_file("src/eigenlake/transform/normalized/molecule_sizes.cc"),
     before("transform/normalized/normalized.h", "Rows vqe_results_rows(",
            "Rows molecule_sizes_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);\n"),
     replace("transform/normalized/normalized.h", "std::array<NormalizedTable, 9> kNormalizedRows",
             "std::array<NormalizedTable, 10> kNormalizedRows"),
     before("transform/normalized/normalized.h", '    {"vqe_results", ', '    {"molecule_sizes", molecule_sizes_rows, count_one},\n')],
    column_after_run("table", "select num_atoms from molecule_sizes"),
    [{"num_atoms": 2}])

CATALOG = Extension(
    "a kind of catalog", "add_a_catalog.md", 4,
    [new_file("src/eigenlake/iceberg/catalog/file/file_catalog.h"),
     new_file("src/eigenlake/iceberg/catalog/file/file_catalog.cc"),
     after("iceberg/catalog/catalog_options.h", "    kHive,    ///< A Hive Metastore.\n", "    kFile,    ///< A file.\n"),
     replace("iceberg/catalog/catalog_options.h", "NamedEnum<CatalogOptions::Kind, 3>", "NamedEnum<CatalogOptions::Kind, 4>"),
     replace("iceberg/catalog/catalog_options.h", '"hive"}', '"hive", "file"}'),
     after("iceberg/catalog/open_catalog.cc", '      return uri.starts_with("thrift://");\n',
           '    case Kind::kFile:\n      return uri.starts_with("file-catalog:");\n'),
     after("iceberg/catalog/open_catalog.cc", "      return open_hive_catalog(options, places());\n",
           "    case Kind::kFile:\n      return std::make_shared<FileCatalog>(options.uri.substr(13), places());\n"),
     before("iceberg/catalog/open_catalog.cc", '#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"',
            '#include "eigenlake/iceberg/catalog/file/file_catalog.h"\n')],
    lambda run: [run_h2(run, "catalog", "--catalog-uri", "file-catalog:pointers.txt"),
                 rows(run, "catalog", "select count(*) as n from molecules")][1],
    [{"n": 1}])

COMMAND = Extension(
    "a command", "add_a_command.md", None,
    [new_file("src/eigenlake/cli/commands/greet_command.cc"),
     before("cli/commands/commands.h", "Command version_command();", "Command greet_command();\n"),
     replace("cli/command_list.cc", "version_command()}", "version_command(), greet_command()}")],
    lambda run: [run("greet", "you").stdout, run("greet", code=2).stdout],
    ["hello you\n", ""])

COMMAND_OPTION = Extension(
    "an option of a command", "add_a_command.md", 2,
    [before("cli/settings/query_options.h", "inline constexpr const Setting* kResultOptions[] = {",
            'inline constexpr Option<bool> kShort("short", "version: print the number alone", {.in_folder = InFolder::kMayBeSet});\n\n'),
     replace("cli/settings/query_options.h", "&kBranch};", "&kBranch, &kShort};"),
     after("cli/commands/version_command.cc", '#include "eigenlake/cli/commands/commands.h"\n',
           '#include "eigenlake/cli/settings/query_options.h"\n'),
     replace("cli/commands/version_command.cc", "  if (invocation.json())\n",
             """  if (invocation[option::kShort])
    invocation.process.out << EIGENLAKE_VERSION << '\\n';
  else if (invocation.json())
"""),
     before("cli/commands/version_command.cc", "      .only_reads = true,\n", "      .options = {&option::kShort},\n")],
    lambda run: run("version", "--short").stdout.strip() == run("version").stdout.split()[1], True)

BACKEND = Extension(
    "a backend", "add_a_backend.md", None,
    [new_file("src/eigenlake/quantum/mirrored_backend.h"),
     new_file("src/eigenlake/quantum/mirrored_backend.cc"),
     replace("quantum/backend.h", "enum class BackendKind { kExact }", "enum class BackendKind { kExact, kMirrored }"),
     after("quantum/backends.cc", "      return exact_backend();\n", "    case BackendKind::kMirrored:\n      return mirrored_backend();\n"),
     after("quantum/backends.cc", '#include "eigenlake/quantum/exact_backend.h"\n', '#include "eigenlake/quantum/mirrored_backend.h"\n'),
     before("record/experiment_fields.cc", '      {.name = "mapping",', """      {.name = "backend",
       .placeholder = "NAME",
       .help = "What evaluates energies",
       .choices = kBackendChoices,
       .set =
           [](Spec& s, Text text) {
             s.backend = text == "mirrored" ? BackendKind::kMirrored : BackendKind::kExact;
             return Result<>();
           },
       .value = [](const Spec& s) { return Json(backend_of(s.backend).name()); }},
"""),
     after("record/experiment_fields.cc", "using Text = std::string_view;\n", '\nconstexpr Text kBackendChoices[] = {"exact", "mirrored"};\n'),
     after("record/experiment_fields.cc", '#include "eigenlake/quantum/ansatz_families.h"\n', '#include "eigenlake/quantum/backends.h"\n')],
    column_after_run("backend", "select distinct backend from vqe_results", "--backend", "mirrored"),
    [{"backend": "mirrored"}])

METRIC = Extension(
    "a metric", "add_a_metric.md", None,
    [after("stream/record_sink.h", "  uint64_t dead_letters = 0;\n", "  uint64_t polls = 0;\n"),
     after("stream/message_lander.cc", "Result<> MessageLander::step(int timeout_ms) {\n", "  ++counters_.polls;\n"),
     before("cli/output/land_metrics.cc", '  append_by_partition(text, "eigenlake_land_next_offset"',
            '  append_counter(text, "eigenlake_land_polls_total", "Times that the broker was asked.", counters.polls);\n')],
    lambda run: run("version").returncode, 0)

EXTENSIONS = [ANSATZ, OPTIMIZER, OPTION, TABLE, CATALOG, COMMAND, COMMAND_OPTION, BACKEND, METRIC]
