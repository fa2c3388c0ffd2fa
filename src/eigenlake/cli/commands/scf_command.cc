#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/chem/basis_names.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/fci.h"
#include "eigenlake/chem/mp2.h"
#include "eigenlake/chem/scf.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/quantum/jordan_wigner.h"

namespace eigenlake {
namespace {

using Figures = nlohmann::ordered_json;

/// Coefficients above this count as terms in jordan_wigner_terms.
constexpr double kSmallestTerm = 1e-8;

struct ScfRequest {
  std::string basis;
  ScfMethod method = ScfMethod::kAuto;
  ActiveSpaceOptions active_space;
  FciOptions fci;
  bool mp2 = false;
  bool with_fci = false;
  bool jordan_wigner = false;
};

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper;
}

void describe_molecule(const Molecule& molecule, const std::string& basis, Figures& figures) {
  figures["molecule"] = molecule.display_name();
  figures["symbols"] = molecule.symbols;
  figures["coords"] = molecule.coords;
  figures["units"] = molecule.units;
  figures["charge"] = molecule.charge;
  figures["multiplicity"] = molecule.multiplicity;
  figures["basis"] = basis;
}

void describe_scf(const ScfResult& scf, Figures& figures) {
  const auto num_orbitals = scf.mo_coefficients.cols();
  figures["spatial_orbitals"] = num_orbitals;
  figures["num_qubits"] = 2 * num_orbitals;
  figures["num_electrons"] = {scf.num_alpha, scf.num_beta};
  figures["nuclear_repulsion_energy"] = scf.nuclear_repulsion_energy;
  figures[scf.method == ScfMethod::kUhf ? "uhf_total_energy" : "hf_total_energy"] = scf.total_energy;
  figures["scf"] = upper_case(name_of(scf.method));
  figures["s_squared"] = scf.s_squared;
  figures["iterations"] = scf.iterations;
  figures["overlap_frobenius"] = scf.overlap_frobenius;
  figures["core_hamiltonian_trace_S_inv"] = scf.core_hamiltonian_trace_S_inv;
}

void describe_jordan_wigner(const MolecularHamiltonian& hamiltonian, Figures& figures) {
  const PauliSum sum = jordan_wigner(hamiltonian);
  size_t num_terms = 0;
  for (const PauliTerm& term : sum.terms())
    if (std::abs(term.coefficient) > kSmallestTerm) ++num_terms;
  figures["jordan_wigner_terms"] = num_terms;
  figures["jordan_wigner_identity_coefficient"] = sum.identity_coefficient().real();
  figures["jordan_wigner_one_norm"] = sum.one_norm();
}

/// What needs the integrals over molecular orbitals.
Result<> describe_correlation(const Molecule& molecule, const ScfResult& scf, const ScfRequest& request,
                              ThreadPool& pool, Figures& figures) {
  if (!request.mp2 && !request.with_fci && !request.jordan_wigner) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const MolecularHamiltonian hamiltonian,
                             build_molecular_hamiltonian(molecule, scf, request.active_space, &pool));
  if (request.mp2) figures["mp2_total_energy"] = mp2_total_energy(hamiltonian);
  if (request.with_fci) {
    FciOptions options = request.fci;
    options.multiplicity = molecule.multiplicity;
    options.pool = &pool;
    figures["determinants"] = num_determinants(hamiltonian);
    EIGENLAKE_ASSIGN_OR_RETURN(figures["fci_total_energy"], lowest_energy(hamiltonian, options));
  }
  if (request.jordan_wigner) describe_jordan_wigner(hamiltonian, figures);
  return {};
}

Result<Figures> compute_figures(const Invocation& invocation, const Molecule& molecule,
                                const ScfRequest& request, ThreadPool& pool) {
  Figures figures;
  const std::string basis_name = molecule.basis.value_or(request.basis);
  describe_molecule(molecule, basis_name, figures);
  EIGENLAKE_ASSIGN_OR_RETURN(const BasisSet basis, load_basis_set(basis_name, molecule.atomic_numbers()));
  ScfOptions options{.method = request.method, .pool = &pool};
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfResult scf, run_scf(molecule, basis, options));
  for (const std::string& warning : scf.warnings) invocation.warn(molecule.display_name() + ": " + warning);
  describe_scf(scf, figures);
  if (request.method == ScfMethod::kAuto) {
    EIGENLAKE_ASSIGN_OR_RETURN(const ScfResult uhf, run_uhf(molecule, basis, scf, options));
    figures["uhf_total_energy"] = uhf.total_energy;
  }
  EIGENLAKE_RETURN_IF_ERROR(describe_correlation(molecule, scf, request, pool, figures));
  return figures;
}

std::string energy_text(const Figures& figures, const char* key) {
  return figures.contains(key) ? fmt::format("{:.10f}", figures[key].get<double>()) : std::string();
}

/// Energies side by side; everything else is in --json.
class EnergyTable {
 public:
  explicit EnergyTable(const ScfRequest& request) : table_({}) {
    keys_ = {"nuclear_repulsion_energy", "hf_total_energy", "uhf_total_energy"};
    if (request.mp2) keys_.push_back("mp2_total_energy");
    if (request.with_fci) keys_.push_back("fci_total_energy");
    std::vector<TextTable::Column> columns = {{"molecule"}, {"basis"}, {"orbitals", true}, {"scf"}};
    for (const char* key : keys_) columns.push_back({key, true});
    if (request.jordan_wigner) columns.push_back({"jordan_wigner_terms", true});
    jordan_wigner_ = request.jordan_wigner;
    table_ = TextTable(std::move(columns));
  }
  void add(const Figures& figures) {
    std::vector<std::string> row = {figures["molecule"].get<std::string>(),
                                    figures["basis"].get<std::string>(), figures["spatial_orbitals"].dump(),
                                    figures["scf"].get<std::string>()};
    for (const char* key : keys_) row.push_back(energy_text(figures, key));
    if (jordan_wigner_) row.push_back(figures["jordan_wigner_terms"].dump());
    table_.add_row(std::move(row));
  }
  void print(const ProcessContext& process) const {
    if (table_.num_rows() > 0) table_.print(process.out, process.terminal_width);
  }

 private:
  std::vector<const char*> keys_;
  bool jordan_wigner_ = false;
  TextTable table_;
};

Result<ScfRequest> read_scf_request(const Configuration& configuration) {
  ScfRequest request;
  request.basis = canonical_basis_name(configuration.text("basis"));
  EIGENLAKE_ASSIGN_OR_RETURN(request.method, scf_method_of(configuration.text("scf")));
  EIGENLAKE_ASSIGN_OR_RETURN(request.active_space, active_space_options(configuration));
  request.fci.max_determinants = static_cast<uint64_t>(configuration.integer("fci-limit"));
  request.mp2 = configuration.flag("mp2");
  request.with_fci = configuration.flag("fci");
  request.jordan_wigner = configuration.flag("jordan-wigner");
  if (request.method == ScfMethod::kUhf && (request.mp2 || request.with_fci || request.jordan_wigner))
    return fail(ErrorKind::kUsage, "expected rhf or rohf with --mp2, --fci and --jordan-wigner, found uhf");
  return request;
}

Result<ExitCode> run_scf_command(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfRequest request, read_scf_request(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto entries, read_molecules(invocation));
  ThreadPool pool(invocation.num_threads());
  EnergyTable table(request);
  std::vector<Error> failures;
  for (const MoleculeEntry& entry : entries) {
    auto figures = entry.molecule ? compute_figures(invocation, *entry.molecule, request, pool)
                                  : Result<Figures>(std::unexpected(entry.molecule.error()));
    if (!figures) {
      invocation.process.err << "error: " << (entry.molecule ? entry.place() + ": " : "")
                             << figures.error().to_string() << std::endl;
      failures.push_back(figures.error());
    } else if (invocation.json()) {
      invocation.process.out << figures->dump() << std::endl;
    } else {
      table.add(*figures);
    }
  }
  table.print(invocation.process);
  return exit_code_of_molecules(entries.size() - failures.size(), failures);
}

}  // namespace

Command scf_command() {
  std::vector<std::string> settings = molecule_setting_names();
  for (const char* name : {"mp2", "fci", "jordan-wigner"}) settings.emplace_back(name);
  return {.name = "scf",
          .summary = "Integrals and Hartree-Fock energies of molecules",
          .description =
              "Computes integrals and the self-consistent field and prints the energies; --json has every "
              "figure, one object a line. With --scf auto the UHF energy is computed as well.",
          .operands = "FILE…",
          .min_operands = 1,
          .max_operands = kAnyNumber,
          .settings = std::move(settings),
          .only_reads = true,
          .opens_lake = false,
          .run = run_scf_command};
}

}  // namespace eigenlake
