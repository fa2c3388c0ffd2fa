#include "eigenlake/quantum/sector_evaluator.h"

#include <algorithm>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/determinants/determinant_hamiltonian.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/spin_squared.h"
#include "eigenlake/determinants/spin_strings.h"
#include "eigenlake/quantum/sector_rotation.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {
namespace {

/// Partial sums over fixed chunks, so that the rounding does not depend on the number of threads.
constexpr size_t kDotChunk = 65536;

double dot(const DeterminantVector& x, const DeterminantVector& y) {
  double sum = 0.0;
  for (size_t begin = 0; begin < x.size(); begin += kDotChunk) {
    const size_t count = std::min(kDotChunk, x.size() - begin);
    sum += Eigen::Map<const Eigen::VectorXd>(x.data() + begin, static_cast<Eigen::Index>(count))
               .dot(Eigen::Map<const Eigen::VectorXd>(y.data() + begin, static_cast<Eigen::Index>(count)));
  }
  return sum;
}

}  // namespace

struct SectorEvaluator::Workspace {
  const OrbitalSpace orbitals;
  const int num_parameters;
  const std::vector<FermionicExcitation> excitations;
  SpinStrings alpha;
  SpinStrings beta;
  SectorRotations rotations;
  DeterminantHamiltonian hamiltonian;
  DeterminantLayout layout;
  DeterminantVector state;
  DeterminantVector dual;
  std::vector<double> compact;  ///< The state without what is behind its rows, where it was asked for.
  Eigen::VectorXd orbital_energies;
  ThreadPool* pool;

  Workspace(const MolecularHamiltonian& molecule, const Ansatz& ansatz, ThreadPool* threads)
      : orbitals(ansatz.orbitals()),
        num_parameters(ansatz.num_parameters()),
        excitations(ansatz.excitations().begin(), ansatz.excitations().end()),
        alpha(orbitals.num_orbitals, orbitals.num_alpha),
        beta(orbitals.num_orbitals, orbitals.num_beta),
        rotations(excitations, alpha, beta, threads),
        hamiltonian(molecule, alpha, beta, threads),
        layout(alpha, beta),
        state(layout.size()),
        dual(state.size()),
        orbital_energies(molecule.orbital_energies),
        pool(threads) {}

  /// state ← ansatz(parameters) |HF⟩
  void prepare(std::span<const double> parameters) {
    std::fill(state.begin(), state.end(), 0.0);
    state[0] = 1.0;
    rotations.apply(angles_of(parameters), state.data());
  }

  std::vector<double> angles_of(std::span<const double> parameters) const {
    std::vector<double> angles;
    for (const FermionicExcitation& excitation : excitations) angles.push_back(excitation.theta(parameters));
    return angles;
  }

  /// dual ← H state; returns ⟨state|H|state⟩.
  double apply_hamiltonian() {
    hamiltonian.apply(layout, state.data(), dual.data());
    return dot(state, dual);
  }
};

SectorEvaluator::SectorEvaluator(const MolecularHamiltonian& hamiltonian, const Ansatz& ansatz,
                                 ThreadPool* pool) {
  EIGENLAKE_ASSERT(hamiltonian.num_orbitals == ansatz.num_orbitals());
  EIGENLAKE_ASSERT(hamiltonian.num_alpha == ansatz.num_alpha());
  EIGENLAKE_ASSERT(hamiltonian.num_beta == ansatz.num_beta());
  workspace_ = std::make_unique<Workspace>(hamiltonian, ansatz, pool);
}

SectorEvaluator::~SectorEvaluator() = default;

double SectorEvaluator::memory_bytes(int num_orbitals, int num_alpha, int num_beta) {
  // Two to work with, and one for the density at the end.
  const double vectors = 3 * sizeof(double) * double(binomial(num_orbitals, num_alpha)) *
                         double(binomial(num_orbitals, num_beta));
  const double excitations =
      double(sizeof(FermionicExcitation)) * uccsd_size(num_orbitals, num_alpha, num_beta).num_excitations;
  return vectors + excitations + DeterminantHamiltonian::memory_bytes(num_orbitals, num_alpha, num_beta) +
         SectorRotations::memory_bytes(num_orbitals, num_alpha) +
         SectorRotations::memory_bytes(num_orbitals, num_beta);
}

int SectorEvaluator::num_parameters() const {
  return workspace_->num_parameters;
}

Evaluation SectorEvaluator::evaluate(std::span<const double> parameters) {
  EIGENLAKE_ASSERT(parameters.size() == static_cast<size_t>(num_parameters()));
  workspace_->prepare(parameters);
  return {workspace_->apply_hamiltonian(), 0.0};
}

Evaluation SectorEvaluator::evaluate_with_gradient(std::span<const double> parameters,
                                                   std::span<double> gradient) {
  EIGENLAKE_ASSERT(gradient.size() == parameters.size());
  const Evaluation evaluation = evaluate(parameters);
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const auto& excitations = workspace_->excitations;
  std::vector<double> slopes(excitations.size());
  workspace_->rotations.unapply(workspace_->angles_of(parameters), workspace_->state.data(),
                                workspace_->dual.data(), slopes);
  for (size_t k = excitations.size(); k-- > 0;)
    for (const AngleTerm& term : excitations[k].angle)
      if (term.parameter >= 0)
        gradient[static_cast<size_t>(term.parameter)] += term.coefficient * 2.0 * slopes[k];
  return evaluation;
}

std::vector<double> SectorEvaluator::rough_hessian_diagonal() const {
  const Workspace& own = *workspace_;
  const int n = own.orbitals.num_orbitals;
  std::vector<double> diagonal(static_cast<size_t>(num_parameters()), 0.0);
  for (const FermionicExcitation& excitation : own.excitations) {
    double gap = 0.0;
    for (const size_t k : {size_t{0}, size_t{1}}) {
      if (excitation.from[k] < 0) continue;
      gap += own.orbital_energies[excitation.to[k] % n] - own.orbital_energies[excitation.from[k] % n];
    }
    for (const AngleTerm& term : excitation.angle)
      if (term.parameter >= 0)
        diagonal[static_cast<size_t>(term.parameter)] += 2.0 * term.coefficient * term.coefficient * gap;
  }
  return diagonal;
}

std::span<const double> SectorEvaluator::state(std::span<const double> parameters) {
  EIGENLAKE_ASSERT(parameters.size() == static_cast<size_t>(num_parameters()));
  workspace_->prepare(parameters);
  const DeterminantBlock& block = workspace_->layout.block(0);
  workspace_->compact.clear();
  for (size_t row = 0; row < block.num_rows; ++row) {
    const auto first = workspace_->state.begin() + static_cast<ptrdiff_t>(row * block.stride);
    workspace_->compact.insert(workspace_->compact.end(), first,
                               first + static_cast<ptrdiff_t>(block.num_columns));
  }
  return workspace_->compact;
}

OneParticleDensity SectorEvaluator::one_particle_density(std::span<const double> parameters) {
  return eigenlake::one_particle_density(workspace_->alpha, workspace_->beta, state(parameters),
                                         workspace_->pool);
}

StateProperties SectorEvaluator::properties(std::span<const double> parameters) {
  EIGENLAKE_ASSERT(parameters.size() == static_cast<size_t>(num_parameters()));
  workspace_->prepare(parameters);
  const int num_alpha = workspace_->orbitals.num_alpha, num_beta = workspace_->orbitals.num_beta;
  const double s_squared = SpinSquared(workspace_->alpha, workspace_->beta)
                               .expectation(workspace_->layout, workspace_->state.data());
  return {static_cast<double>(num_alpha + num_beta), 0.5 * (num_alpha - num_beta), s_squared, 0.0};
}

}  // namespace eigenlake
