// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/initial_guess.h"

#include <algorithm>
#include <array>
#include <map>

#include "eigenlake/chem/diis.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/fock.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

constexpr int kMaxL = 4;

/// Electrons per angular momentum of the neutral atom, by the Madelung order of subshells.
std::array<int, kMaxL> electrons_by_momentum(int atomic_number) {
  std::array<int, kMaxL> electrons{};
  int left = atomic_number;
  for (int n_plus_l = 1; left > 0; ++n_plus_l)
    for (int l = std::min((n_plus_l - 1) / 2, kMaxL - 1); l >= 0 && left > 0; --l) {
      const int filled = std::min(left, 2 * (2 * l + 1));
      electrons[l] += filled;
      left -= filled;
    }
  return electrons;
}

/// Indices of the functions (l, component).
std::vector<int> functions_of(const std::vector<AoLabel>& labels, int l, int component) {
  std::vector<int> indices;
  for (size_t i = 0; i < labels.size(); ++i)
    if (labels[i].angular_momentum == l && labels[i].component == component)
      indices.push_back(static_cast<int>(i));
  return indices;
}

/// The density of `electrons` spread evenly over the components of l, from the lowest radial orbitals of
/// `fock`.
void add_momentum_density(const AoIntegrals& atom, const Eigen::MatrixXd& fock, int l, double electrons,
                          Eigen::MatrixXd& density) {
  const std::vector<int> radial = functions_of(atom.labels, l, 0);
  if (radial.empty()) return;
  const Eigen::MatrixXd fock_block = fock(radial, radial);
  const Eigen::MatrixXd overlap_block = atom.overlap(radial, radial);
  const auto system = eigensystem_of(fock_block, overlap_block);
  if (!system) return;
  Eigen::MatrixXd block = Eigen::MatrixXd::Zero(fock_block.rows(), fock_block.cols());
  const double per_component = electrons / (2 * l + 1);
  double left = per_component;
  for (Eigen::Index k = 0; k < block.rows() && left > 0.0; ++k, left -= 2.0) {
    const Eigen::VectorXd orbital = system->vectors.col(k);
    block += std::min(left, 2.0) * orbital * orbital.transpose();
  }
  for (int component = 0; component <= 2 * l; ++component) {
    const std::vector<int> indices = functions_of(atom.labels, l, component);
    density(indices, indices) = block;
  }
}

Eigen::MatrixXd occupy(const AoIntegrals& atom, const Eigen::MatrixXd& fock, int atomic_number) {
  Eigen::MatrixXd density = Eigen::MatrixXd::Zero(fock.rows(), fock.cols());
  const auto electrons = electrons_by_momentum(atomic_number);
  for (int l = 0; l < kMaxL; ++l)
    if (electrons[l] > 0) add_momentum_density(atom, fock, l, electrons[l], density);
  return density;
}

Eigen::MatrixXd converge_atom(const AoIntegrals& atom, int atomic_number) {
  constexpr int kMaxIterations = 30;
  constexpr double kThreshold = 1e-4;  // a guess need not be better
  const Eigen::MatrixXd core = atom.core_hamiltonian();
  Eigen::MatrixXd density = occupy(atom, core, atomic_number);
  Diis diis;
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    const auto field = coulomb_exchange(atom.eri, {&density, 1});
    const Eigen::MatrixXd fock = core + field[0].coulomb - 0.5 * field[0].exchange;
    const Eigen::MatrixXd product = fock * density * atom.overlap;
    const Eigen::MatrixXd error = product - product.transpose();
    density = occupy(atom, diis.extrapolate(fock, error), atomic_number);
    if (error.cwiseAbs().maxCoeff() < kThreshold) break;
  }
  return density;
}

/// The shells of an atom whose momentum holds electrons, and the places of their functions among all.
struct OccupiedShells {
  BasisSet basis;
  std::vector<int> functions;
  int num_functions = 0;  // of all shells
};

OccupiedShells occupied_shells(const BasisSet& basis, int atomic_number) {
  const auto electrons = electrons_by_momentum(atomic_number);
  OccupiedShells occupied;
  for (const Shell& shell : basis.shells.at(atomic_number)) {
    const int l = shell.angular_momentum;
    const int size = (2 * l + 1) * static_cast<int>(shell.coefficients.cols());
    if (l < kMaxL && electrons[l] > 0) {
      occupied.basis.shells[atomic_number].push_back(shell);
      for (int f = 0; f < size; ++f) occupied.functions.push_back(occupied.num_functions + f);
    }
    occupied.num_functions += size;
  }
  return occupied;
}

/// Functions of other momenta have no density, and the field of the others does not mix them in: they are
/// left out.
Result<Eigen::MatrixXd> atomic_density(int atomic_number, const BasisSet& basis) {
  Molecule atom;
  atom.symbols = {std::string(element_symbol(atomic_number))};
  atom.coords = {{0.0, 0.0, 0.0}};
  const OccupiedShells occupied = occupied_shells(basis, atomic_number);
  Eigen::MatrixXd density = Eigen::MatrixXd::Zero(occupied.num_functions, occupied.num_functions);
  if (occupied.functions.empty()) return density;
  EIGENLAKE_ASSIGN_OR_RETURN(const AoIntegrals integrals, compute_integrals(atom, occupied.basis));
  density(occupied.functions, occupied.functions) = converge_atom(integrals, atomic_number);
  return density;
}

}  // namespace

Result<Eigen::MatrixXd> atomic_densities_guess(const Molecule& molecule, const BasisSet& basis,
                                               const std::vector<AoLabel>& labels) {
  std::map<int, Eigen::MatrixXd> by_element;
  const auto num_functions = static_cast<Eigen::Index>(labels.size());
  Eigen::MatrixXd density = Eigen::MatrixXd::Zero(num_functions, num_functions);
  Eigen::Index first = 0;
  for (const int atomic_number : molecule.atomic_numbers()) {
    if (!by_element.contains(atomic_number)) {
      EIGENLAKE_ASSIGN_OR_RETURN(by_element[atomic_number], atomic_density(atomic_number, basis));
    }
    const Eigen::MatrixXd& block = by_element[atomic_number];
    density.block(first, first, block.rows(), block.cols()) = block;
    first += block.rows();
  }
  return density;
}

}  // namespace eigenlake
