// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/mp2.h"

#include <cmath>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kLeastGap = 1e-3;   // hartree
constexpr double kCanonical = 1e-7;  // off-diagonal Fock elements below are rounding of SCF

/// The Fock matrix that an electron feels which shares its spin with `num_same` others.
MatrixXd fock_matrix(const MolecularHamiltonian& h, int num_same, int num_other) {
  const int n = h.num_orbitals;
  MatrixXd fock = h.one_body;
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q) {
      for (int i = 0; i < num_same; ++i) fock(p, q) += h.eri(p, q, i, i) - h.eri(p, i, i, q);
      for (int i = 0; i < num_other; ++i) fock(p, q) += h.eri(p, q, i, i);
    }
  return fock;
}

/// Orbitals of one spin that diagonalise the occupied and the virtual block of its Fock matrix.
struct SemicanonicalSpin {
  MatrixXd occupied;  // rotation [occupied, occupied], a column is a new orbital
  MatrixXd virtuals;  // likewise
  VectorXd occupied_energies;
  VectorXd virtual_energies;
  MatrixXd coupling;  // Fock matrix between new occupied and new virtual orbitals
};

void diagonalize_block(const MatrixXd& block, MatrixXd& rotation, VectorXd& energies) {
  const Index n = block.rows();
  rotation = MatrixXd::Identity(n, n);
  energies = block.diagonal();
  if (n == 0 || (block - MatrixXd(energies.asDiagonal())).cwiseAbs().maxCoeff() < kCanonical) return;
  Eigensystem system = eigensystem_of(block);
  rotation = std::move(system.vectors);
  energies = std::move(system.values);
}

SemicanonicalSpin semicanonicalize(const MolecularHamiltonian& h, int num_same, int num_other) {
  const MatrixXd fock = fock_matrix(h, num_same, num_other);
  const Index num_virtual = h.num_orbitals - num_same;
  SemicanonicalSpin spin;
  diagonalize_block(fock.topLeftCorner(num_same, num_same), spin.occupied, spin.occupied_energies);
  diagonalize_block(fock.bottomRightCorner(num_virtual, num_virtual), spin.virtuals, spin.virtual_energies);
  spin.coupling = spin.occupied.transpose() * fock.topRightCorner(num_same, num_virtual) * spin.virtuals;
  return spin;
}

/// Rotates the compound row index (i, a) of `matrix`, a running fastest: new_ia = Σ O_ki V_ca old_kc.
MatrixXd rotate_rows(const MatrixXd& matrix, const MatrixXd& occupied, const MatrixXd& virtuals) {
  MatrixXd rotated(matrix.rows(), matrix.cols());
  const Index o = occupied.rows();
  const Index v = virtuals.rows();
  for (Index column = 0; column < matrix.cols(); ++column) {
    const Eigen::Map<const MatrixXd> old(matrix.col(column).data(), v, o);
    Eigen::Map<MatrixXd>(rotated.col(column).data(), v, o) = virtuals.transpose() * old * occupied;
  }
  return rotated;
}

MatrixXd rotate_both(const MatrixXd& matrix, const SemicanonicalSpin& rows,
                     const SemicanonicalSpin& columns) {
  const MatrixXd half = rotate_rows(matrix, rows.occupied, rows.virtuals);
  return rotate_rows(half.transpose(), columns.occupied, columns.virtuals).transpose();
}

MatrixXd rotate_back(const MatrixXd& matrix, const SemicanonicalSpin& rows,
                     const SemicanonicalSpin& columns) {
  const MatrixXd half = rotate_rows(matrix, rows.occupied.transpose(), rows.virtuals.transpose());
  return rotate_rows(half.transpose(), columns.occupied.transpose(), columns.virtuals.transpose())
      .transpose();
}

/// (ia|jb) as a matrix [ia, jb], a and b running fastest.
MatrixXd excitation_integrals(const MolecularHamiltonian& h, int rows_occupied, int columns_occupied) {
  const int n = h.num_orbitals;
  MatrixXd integrals(rows_occupied * (n - rows_occupied), columns_occupied * (n - columns_occupied));
  Index row = 0;
  for (int i = 0; i < rows_occupied; ++i)
    for (int a = rows_occupied; a < n; ++a, ++row) {
      Index column = 0;
      for (int j = 0; j < columns_occupied; ++j)
        for (int b = columns_occupied; b < n; ++b, ++column) integrals(row, column) = h.eri(i, a, j, b);
    }
  return integrals;
}

/// Energies e_i − e_a by compound index, a running fastest.
VectorXd excitation_gaps(const SemicanonicalSpin& spin) {
  const Index v = spin.virtual_energies.size();
  VectorXd gaps(spin.occupied_energies.size() * v);
  for (Index i = 0; i < spin.occupied_energies.size(); ++i)
    gaps.segment(i * v, v) = spin.occupied_energies[i] - spin.virtual_energies.array();
  return gaps;
}

double divided_by_gap(double coupling, double gap) {
  return gap < -kLeastGap ? coupling / gap : 0.0;
}

MatrixXd divided_by_gaps(const MatrixXd& couplings, const VectorXd& rows, const VectorXd& columns) {
  MatrixXd amplitudes(couplings.rows(), couplings.cols());
  for (Index r = 0; r < rows.size(); ++r)
    for (Index c = 0; c < columns.size(); ++c)
      amplitudes(r, c) = divided_by_gap(couplings(r, c), rows[r] + columns[c]);
  return amplitudes;
}

/// (ia|jb) − (ib|ja) from (ia|jb), one spin.
MatrixXd antisymmetrized(const MatrixXd& integrals, Index num_virtual) {
  MatrixXd result(integrals.rows(), integrals.cols());
  for (Index r = 0; r < integrals.rows(); ++r)
    for (Index c = 0; c < integrals.cols(); ++c) {
      const Index a = r % num_virtual;
      const Index b = c % num_virtual;
      result(r, c) = integrals(r, c) - integrals(r - a + b, c - b + a);
    }
  return result;
}

/// [ia, jb] to row-major [i, j, a, b].
std::vector<double> reordered(const MatrixXd& amplitudes, Index rows_virtual, Index columns_virtual) {
  std::vector<double> tensor;
  tensor.reserve(static_cast<size_t>(amplitudes.size()));
  for (Index i = 0; i < amplitudes.rows(); i += rows_virtual)
    for (Index j = 0; j < amplitudes.cols(); j += columns_virtual)
      for (Index a = 0; a < rows_virtual; ++a)
        for (Index b = 0; b < columns_virtual; ++b) tensor.push_back(amplitudes(i + a, j + b));
  return tensor;
}

/// Singles of one spin in the original orbitals; adds their energy.
MatrixXd singles(const SemicanonicalSpin& spin, double& energy) {
  MatrixXd amplitudes = MatrixXd::Zero(spin.coupling.rows(), spin.coupling.cols());
  for (Index i = 0; i < amplitudes.rows(); ++i)
    for (Index a = 0; a < amplitudes.cols(); ++a)
      if (std::abs(spin.coupling(i, a)) > kCanonical)
        amplitudes(i, a) =
            divided_by_gap(spin.coupling(i, a), spin.occupied_energies[i] - spin.virtual_energies[a]);
  energy += amplitudes.cwiseProduct(spin.coupling).sum();
  return spin.occupied * amplitudes * spin.virtuals.transpose();
}

/// Doubles of one spin in the original orbitals; adds their energy.
std::vector<double> same_spin_doubles(const MolecularHamiltonian& h, const SemicanonicalSpin& spin,
                                      double& energy) {
  const Index v = spin.virtual_energies.size();
  if (v == 0) return {};
  const auto occupied = static_cast<int>(spin.occupied_energies.size());
  const MatrixXd couplings =
      antisymmetrized(rotate_both(excitation_integrals(h, occupied, occupied), spin, spin), v);
  const VectorXd gaps = excitation_gaps(spin);
  const MatrixXd amplitudes = divided_by_gaps(couplings, gaps, gaps);
  energy += 0.25 * amplitudes.cwiseProduct(couplings).sum();
  return reordered(rotate_back(amplitudes, spin, spin), v, v);
}

}  // namespace

Mp2Amplitudes mp2_amplitudes(const MolecularHamiltonian& h) {
  EIGENLAKE_ASSERT(h.num_alpha <= h.num_orbitals && h.num_beta <= h.num_orbitals);
  const SemicanonicalSpin alpha = semicanonicalize(h, h.num_alpha, h.num_beta);
  const SemicanonicalSpin beta =
      h.num_alpha == h.num_beta ? alpha : semicanonicalize(h, h.num_beta, h.num_alpha);
  Mp2Amplitudes result;
  result.num_occupied_alpha = h.num_alpha;
  result.num_occupied_beta = h.num_beta;
  result.num_virtual_alpha = h.num_orbitals - h.num_alpha;
  result.num_virtual_beta = h.num_orbitals - h.num_beta;
  result.t_a = singles(alpha, result.correlation_energy);
  result.t_b = singles(beta, result.correlation_energy);
  result.t_aa = same_spin_doubles(h, alpha, result.correlation_energy);
  result.t_bb = same_spin_doubles(h, beta, result.correlation_energy);
  if (result.num_virtual_alpha == 0 || result.num_virtual_beta == 0) return result;

  const MatrixXd couplings = rotate_both(excitation_integrals(h, h.num_alpha, h.num_beta), alpha, beta);
  const MatrixXd amplitudes = divided_by_gaps(couplings, excitation_gaps(alpha), excitation_gaps(beta));
  result.correlation_energy += amplitudes.cwiseProduct(couplings).sum();
  result.t_ab =
      reordered(rotate_back(amplitudes, alpha, beta), result.num_virtual_alpha, result.num_virtual_beta);
  return result;
}

double hartree_fock_total_energy(const MolecularHamiltonian& h) {
  double energy = h.constant + h.nuclear_repulsion_energy;
  for (int i = 0; i < h.num_alpha; ++i) {
    energy += h.one_body(i, i);
    for (int j = 0; j < h.num_alpha; ++j) energy += 0.5 * (h.eri(i, i, j, j) - h.eri(i, j, j, i));
    for (int j = 0; j < h.num_beta; ++j) energy += h.eri(i, i, j, j);
  }
  for (int i = 0; i < h.num_beta; ++i) {
    energy += h.one_body(i, i);
    for (int j = 0; j < h.num_beta; ++j) energy += 0.5 * (h.eri(i, i, j, j) - h.eri(i, j, j, i));
  }
  return energy;
}

double mp2_total_energy(const MolecularHamiltonian& hamiltonian) {
  return hartree_fock_total_energy(hamiltonian) + mp2_amplitudes(hamiltonian).correlation_energy;
}

}  // namespace eigenlake
