// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/exact_backend.h"

#include "eigenlake/quantum/sector_evaluator.h"
#include "eigenlake/quantum/state_vector_evaluator.h"

namespace eigenlake {
namespace {

class ExactBackend final : public Backend {
 public:
  BackendKind kind() const override { return BackendKind::kExact; }
  std::string_view name() const override { return "eigenlake_exact"; }
  std::string_view noise() const override { return "undef"; }
  BackendTraits traits() const override { return {.exact_energies = true, .gradient = true, .state = true}; }

  std::string_view engine(StateSpace space) const override {
    return space == StateSpace::kSector ? "sector" : "state_vector";
  }

  double memory_bytes(const AnsatzFamily& family, const OrbitalSpace& orbitals,
                      double num_parameters) const override {
    if (family.space() == StateSpace::kSector)
      return SectorEvaluator::memory_bytes(orbitals.num_orbitals, orbitals.num_alpha, orbitals.num_beta);
    return StateVectorEvaluator::memory_bytes(
        orbitals.num_qubits(), family.is_real() ? StateField::kReal : StateField::kComplex, num_parameters);
  }

  Result<std::unique_ptr<Estimator>> bind(const Ansatz& ansatz,
                                          const BoundMolecule& molecule) const override {
    if (ansatz.space() == StateSpace::kSector)
      return std::make_unique<SectorEvaluator>(molecule.hamiltonian, ansatz, &molecule.pool);
    const ElectronCounts electrons{ansatz.num_alpha(), ansatz.num_beta()};
    return StateVectorEvaluator::create(ansatz.circuit(), molecule.qubit_hamiltonian, electrons,
                                        molecule.penalty, molecule.pool);
  }
};

}  // namespace

const Backend& exact_backend() {
  static const ExactBackend backend;
  return backend;
}

}  // namespace eigenlake
