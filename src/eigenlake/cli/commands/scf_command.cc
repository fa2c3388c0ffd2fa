// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/output/result_file.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/cli/settings/scf_options.h"
#include "eigenlake/session/scf_figures.h"

namespace eigenlake {
namespace {

/// Empty for a missing or null figure.
std::string energy_text(const Json& figures, const char* key) {
  const auto found = figures.find(key);
  return found != figures.end() && found->is_number() ? fmt::format("{:.8f}", found->get<double>()) : "";
}

/// The energies that the text shows; everything else is in --json.
std::vector<const char*> energies_of(const ScfRequest& request) {
  std::vector<const char*> keys = {"nuclear_repulsion_energy", "hf_total_energy", "uhf_total_energy"};
  if (request.mp2) keys.push_back("mp2_total_energy");
  if (request.with_fci) keys.push_back("fci_total_energy");
  return keys;
}

RowTable energy_table(const Invocation& invocation, const ScfRequest& request) {
  using enum TextTable::Importance;
  std::vector<TextTable::Column> columns = {
      {"molecule"}, {"basis"}, {"orbitals", true, kMinor}, {.name = "scf", .importance = kMinor}};
  for (const char* key : energies_of(request)) {
    const bool is_minor = key == std::string_view("nuclear_repulsion_energy");
    columns.push_back({key, true, is_minor ? kMinor : kEssential});
  }
  if (request.jordan_wigner) columns.push_back({"jordan_wigner_terms", true, kUseful});
  return RowTable(invocation, std::move(columns));
}

std::vector<std::string> cells_of(const ScfRequest& request, const Json& figures) {
  std::vector<std::string> cells = {cell(figures["molecule"]), cell(figures["basis"]),
                                    cell(figures["spatial_orbitals"]), cell(figures["scf"])};
  for (const char* key : energies_of(request)) cells.push_back(energy_text(figures, key));
  if (request.jordan_wigner) cells.push_back(cell(figures["jordan_wigner_terms"]));
  return cells;
}

Result<std::optional<ResultFile>> result_file(const Invocation& invocation,
                                              const Option<std::string>& option) {
  if (!invocation.configuration.has(option)) return std::nullopt;
  auto file = ResultFile::at(invocation[option], invocation.operands);
  if (!file) return invocation.configuration.refuse(option, file.error());
  return *std::move(file);
}

ScfFile scf_file(const ResultFile& file) {
  return {file.name(), [file](const auto& fill) { return file.write(fill); }};
}

Result<> read_files(const Invocation& invocation, ScfRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto fcidump, result_file(invocation, option::kFcidump));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto molden, result_file(invocation, option::kMolden));
  if (fcidump && molden && fcidump->is_same_as(*molden))
    return fail(ErrorKind::kUsage, "--fcidump and --molden require two files, got {} for both",
                molden->name());
  if (fcidump) request.fcidump = scf_file(*fcidump);
  if (molden) request.molden = scf_file(*molden);
  return {};
}

Result<ScfRequest> read_scf_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  ExperimentSpec spec;
  EIGENLAKE_RETURN_IF_ERROR(set_fields(configuration, "Molecules", spec));
  ScfRequest request;
  request.basis = spec.basis;
  request.method = spec.scf;
  request.active_space = spec.active_space;
  request.fci.max_determinants = static_cast<uint64_t>(spec.fci_limit);
  request.mp2 = configuration[option::kMp2];
  request.with_fci = configuration[option::kFci];
  request.jordan_wigner = configuration[option::kJordanWigner];
  const bool restricted =
      request.mp2 || request.with_fci || request.jordan_wigner || configuration.has(option::kFcidump);
  if (request.method == ScfMethod::kUhf && restricted)
    return fail(ErrorKind::kUsage,
                "--mp2, --fci, --jordan-wigner and --fcidump require rhf or rohf, got uhf");
  EIGENLAKE_RETURN_IF_ERROR(read_files(invocation, request));
  return request;
}

/// An output file holds one molecule.
Result<> check_one_molecule(const ScfRequest& request, size_t num_molecules) {
  if (num_molecules == 1 || (!request.fcidump && !request.molden)) return {};
  return fail(ErrorKind::kUsage,
              "--fcidump and --molden require one molecule, got {}; --molecule-index picks one of a file",
              num_molecules);
}

/// The rows of all molecules, printed at once with --json, else all together.
class ScfRows {
 public:
  ScfRows(const Invocation& invocation, const ScfRequest& request)
      : invocation_(invocation), request_(request), table_(energy_table(invocation, request)) {}

  void add(const MoleculeEntry& entry, const ScfFigures& found) {
    for (const std::string& warning : found.warnings) invocation_.warn(warning);
    if (!found.status) return fail_row(found.status.error(), entry.molecule ? entry.place() + ": " : "");
    complete_ = complete_ && found.complete;
    ++num_rows_;
    table_.add(found.figures, cells_of(request_, found.figures));
  }
  void finish() const {
    if (num_rows_ > 0) table_.print();
  }

  /// A missing figure counts like a failed molecule: the others are done.
  ExitCode exit_code() const {
    const ExitCode code = exit_code_of_molecules(num_rows_, failures_);
    return code == ExitCode::kOk && !complete_ ? ExitCode::kSomeMoleculesFailed : code;
  }

 private:
  void fail_row(const Error& error, const std::string& place) {
    invocation_.process.tell_error(place + error.to_string());
    failures_.push_back(error);
  }

  const Invocation& invocation_;
  const ScfRequest& request_;
  RowTable table_;
  std::vector<Error> failures_;
  size_t num_rows_ = 0;
  bool complete_ = true;
};

Result<ExitCode> run_scf_command(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfRequest request, read_scf_request(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const MoleculeSource source, molecule_source(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto entries, read_molecules(source));
  for (const std::string& warning : warnings_of(entries)) invocation.warn(warning);
  EIGENLAKE_RETURN_IF_ERROR(check_one_molecule(request, entries.size()));
  ScfRows rows(invocation, request);
  compute_figures(entries, request, invocation.num_threads(),
                  [&](const MoleculeEntry& entry, const ScfFigures& found) { rows.add(entry, found); });
  rows.finish();
  return rows.exit_code();
}

}  // namespace

Command scf_command() {
  return {.name = "scf",
          .purpose = Purpose::kSimulate,
          .summary = "Compute integrals and Hartree-Fock energies of molecules",
          .description =
              "Computes integrals and the self-consistent field of molecule files, of which - is the "
              "standard input, and prints the energies; --json has every "
              "figure, one object a line. With --scf auto the UHF energy is computed as well. A figure that "
              "cannot be computed is null, with a warning, and the exit code is 4. --fcidump and --molden "
              "write integrals and orbitals of one molecule to files that other programs read.",
          .example =
              "eigenlake scf molecules.json --mp2 --fci\n"
              "eigenlake scf water.xyz --basis cc-pvdz --json",
          .operands = {"FILE…", 1, kAnyNumber},
          .options = joined_settings({molecule_settings(), option::kFiguresOptions}),
          .only_reads = true,
          .opens_lake = false,
          .run = run_scf_command};
}

}  // namespace eigenlake
