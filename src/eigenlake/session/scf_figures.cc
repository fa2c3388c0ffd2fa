// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/scf_figures.h"

#include <cctype>

#include <fmt/format.h>

#include "eigenlake/base/catch_bad_alloc.h"
#include "eigenlake/chem/dipole.h"
#include "eigenlake/chem/export/fcidump.h"
#include "eigenlake/chem/export/molden.h"
#include "eigenlake/chem/mp2.h"
#include "eigenlake/quantum/jordan_wigner.h"

namespace eigenlake {
namespace {

/// Coefficients above this count as terms in jordan_wigner_terms.
constexpr double kSmallestTerm = 1e-8;

/// The keys of figures that need the integrals over molecular orbitals.
std::vector<const char*> correlation_keys(const ScfRequest& request) {
  std::vector<const char*> keys;
  if (request.mp2) keys.push_back("mp2_total_energy");
  if (request.with_fci) keys.insert(keys.end(), {"determinants", "fci_total_energy"});
  if (request.jordan_wigner)
    keys.insert(keys.end(),
                {"jordan_wigner_terms", "jordan_wigner_identity_coefficient", "jordan_wigner_one_norm"});
  if (request.fcidump) keys.push_back("fcidump");
  return keys;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper;
}

void describe_molecule(const Molecule& molecule, const std::string& basis, Json& figures) {
  figures["molecule"] = molecule.display_name();
  figures["symbols"] = molecule.symbols;
  figures["coords"] = molecule.coords;
  figures["units"] = molecule.units;
  figures["charge"] = molecule.charge;
  figures["multiplicity"] = molecule.multiplicity;
  figures["basis"] = basis;
}

Json scf_diagnosis(const ScfDiagnosis& diagnosis) {
  Json figures = {{"guess", diagnosis.guess},
                  {"solver", diagnosis.solver},
                  {"stability", diagnosis.stability()},
                  {"lowest_curvature", nullptr},
                  {"saddles_left", diagnosis.saddles_left},
                  {"orbital_order", diagnosis.orbital_order()}};
  if (diagnosis.lowest_curvature) figures["lowest_curvature"] = *diagnosis.lowest_curvature;
  return figures;
}

void describe_scf(const ScfResult& scf, Json& figures) {
  const auto num_orbitals = scf.mo_coefficients.cols();
  figures["spatial_orbitals"] = num_orbitals;
  figures["num_qubits"] = 2 * num_orbitals;
  figures["num_electrons"] = {scf.num_alpha, scf.num_beta};
  figures["nuclear_repulsion_energy"] = scf.nuclear_repulsion_energy;
  figures[scf.method == ScfMethod::kUhf ? "uhf_total_energy" : "hf_total_energy"] = scf.total_energy;
  figures["scf"] = upper_case(name_of(scf.method));
  figures["s_squared"] = scf.s_squared;
  figures["iterations"] = scf.iterations;
  figures["scf_diagnosis"] = scf_diagnosis(scf.diagnosis);
  figures["overlap_frobenius"] = scf.overlap_frobenius;
  figures["core_hamiltonian_trace_S_inv"] = scf.core_hamiltonian_trace_S_inv;
}

class FiguresOfMolecule {
 public:
  FiguresOfMolecule(const Molecule& molecule, const ScfRequest& request, ThreadPool& pool)
      : molecule_(molecule), request_(request), pool_(pool) {}

  ScfFigures compute() {
    found_.status = catch_bad_alloc([&] { return compute_all(); });
    return std::move(found_);
  }

 private:
  Result<> compute_all();
  void add_uhf(const BasisSet& basis, const ScfResult& scf, const ScfOptions& options);
  void add_correlation(const ScfResult& scf);
  void add_fci(const MolecularHamiltonian& hamiltonian);
  void add_jordan_wigner(const MolecularHamiltonian& hamiltonian);
  void add_fcidump(const MolecularHamiltonian& hamiltonian);
  void add_molden(const BasisSet& basis, const ScfResult& scf);
  void add_file(const char* key, const ScfFile& file, const Result<>& written);
  void leave_out(std::vector<const char*> keys, const std::string& reason);

  const Molecule& molecule_;
  const ScfRequest& request_;
  ThreadPool& pool_;
  ScfFigures found_;
};

void FiguresOfMolecule::leave_out(std::vector<const char*> keys, const std::string& reason) {
  for (const char* key : keys) found_.figures[key] = nullptr;
  found_.complete = false;
  found_.warnings.push_back(
      fmt::format("{}: left out {}: {}", molecule_.display_name(), fmt::join(keys, ", "), reason));
}

void FiguresOfMolecule::add_uhf(const BasisSet& basis, const ScfResult& scf, const ScfOptions& options) {
  const auto uhf = run_uhf(molecule_, basis, scf, options);
  if (!uhf) return leave_out({"uhf_total_energy", "uhf_diagnosis"}, uhf.error().to_string());
  found_.figures["uhf_total_energy"] = uhf->total_energy;
  found_.figures["uhf_diagnosis"] = scf_diagnosis(uhf->diagnosis);
}

void FiguresOfMolecule::add_fci(const MolecularHamiltonian& hamiltonian) {
  const uint64_t determinants = num_determinants(hamiltonian);
  found_.figures["determinants"] = determinants;
  if (are_uncountable(determinants)) found_.figures["determinants"] = nullptr;
  if (determinants > request_.fci.max_determinants)
    return leave_out(
        {"fci_total_energy"},
        fmt::format("{} determinants exceed the limit of {}; --fci-limit raises the limit, a smaller basis, "
                    "--frozen-core or --active-space takes fewer",
                    determinants_text(determinants), request_.fci.max_determinants));
  FciOptions options = request_.fci;
  options.multiplicity = molecule_.multiplicity;
  options.pool = &pool_;
  const auto energy = catch_bad_alloc([&] { return lowest_energy(hamiltonian, options); });
  if (!energy) return leave_out({"fci_total_energy"}, energy.error().to_string());
  found_.figures["fci_total_energy"] = *energy;
}

void FiguresOfMolecule::add_jordan_wigner(const MolecularHamiltonian& hamiltonian) {
  const JordanWignerFigures figures = jordan_wigner_figures(hamiltonian, kSmallestTerm);
  found_.figures["jordan_wigner_terms"] = figures.num_terms;
  found_.figures["jordan_wigner_identity_coefficient"] = figures.identity_coefficient;
  found_.figures["jordan_wigner_one_norm"] = figures.one_norm;
}

/// A file counts like a figure.
void FiguresOfMolecule::add_file(const char* key, const ScfFile& file, const Result<>& written) {
  if (!written) return leave_out({key}, written.error().to_string());
  found_.figures[key] = file.name;
}

void FiguresOfMolecule::add_fcidump(const MolecularHamiltonian& hamiltonian) {
  const auto fill = [&](const TextSink& sink) { return write_fcidump(hamiltonian, sink); };
  add_file("fcidump", *request_.fcidump, request_.fcidump->write(fill));
}

void FiguresOfMolecule::add_molden(const BasisSet& basis, const ScfResult& scf) {
  const auto fill = [&](const TextSink& sink) { return write_molden(molecule_, basis, scf, sink); };
  add_file("molden", *request_.molden, request_.molden->write(fill));
}

/// Figures that need the integrals over molecular orbitals.
void FiguresOfMolecule::add_correlation(const ScfResult& scf) {
  const std::vector<const char*> keys = correlation_keys(request_);
  if (keys.empty()) return;
  const auto hamiltonian = build_molecular_hamiltonian(molecule_, scf, request_.active_space, &pool_);
  if (!hamiltonian) return leave_out(keys, hamiltonian.error().to_string());
  if (request_.mp2) found_.figures["mp2_total_energy"] = mp2_total_energy(*hamiltonian);
  if (request_.with_fci) add_fci(*hamiltonian);
  if (request_.jordan_wigner) add_jordan_wigner(*hamiltonian);
  if (request_.fcidump) add_fcidump(*hamiltonian);
}

Result<> FiguresOfMolecule::compute_all() {
  const std::string basis_name = molecule_.basis.value_or(request_.basis);
  describe_molecule(molecule_, basis_name, found_.figures);
  EIGENLAKE_ASSIGN_OR_RETURN(const BasisSet basis, load_basis_set(basis_name, molecule_.atomic_numbers()));
  if (request_.molden) EIGENLAKE_RETURN_IF_ERROR(check_molden_basis(basis));
  const ScfOptions options{.method = request_.method, .pool = &pool_};
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfResult scf, run_scf(molecule_, basis, options));
  for (const std::string& warning : scf.warnings)
    found_.warnings.push_back(molecule_.display_name() + ": " + warning);
  describe_scf(scf, found_.figures);
  const Eigen::Vector3d dipole = dipole_moment(molecule_, basis, scf);
  found_.figures["dipole_moment"] = {dipole[0] + 0.0, dipole[1] + 0.0, dipole[2] + 0.0};  // no −0
  if (request_.molden) add_molden(basis, scf);
  if (request_.method == ScfMethod::kAuto) add_uhf(basis, scf, options);
  add_correlation(scf);
  return {};
}

}  // namespace

ScfFigures compute_figures(const Molecule& molecule, const ScfRequest& request, ThreadPool& pool) {
  return FiguresOfMolecule(molecule, request, pool).compute();
}

void compute_figures(std::span<const MoleculeEntry> entries, const ScfRequest& request, int num_threads,
                     const std::function<void(const MoleculeEntry&, const ScfFigures&)>& finished) {
  ThreadPool pool(num_threads);
  for (const MoleculeEntry& entry : entries) {
    if (entry.molecule)
      finished(entry, compute_figures(*entry.molecule, request, pool));
    else
      finished(entry, {.status = std::unexpected(entry.molecule.error())});
  }
}

}  // namespace eigenlake
