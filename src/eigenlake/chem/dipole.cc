// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/dipole.h"

#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/chem/standard_orientation.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector3d;

/// Zero in the frame, except for molecules that are not moved into it.
Vector3d centre_of_nuclei(const Molecule& molecule) {
  const auto numbers = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  Vector3d centre = Vector3d::Zero();
  double charge = 0.0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    centre += numbers[i] * Vector3d(positions[i].data());
    charge += numbers[i];
  }
  return centre / charge;
}

/// ⟨μ|r|ν⟩ about the centre of nuclear charge: functions of the frame, components along the input's axes.
std::array<MatrixXd, 3> positions_along_input(const Molecule& molecule, const BasisSet& basis,
                                              const MatrixXd& overlap) {
  const StandardFrame frame = standard_frame(molecule);
  std::array<MatrixXd, 3> framed = position_integrals(frame.molecule, basis);
  const Vector3d centre = centre_of_nuclei(frame.molecule);
  std::array<MatrixXd, 3> turned;
  for (size_t k = 0; k < 3; ++k) framed[k] -= centre[static_cast<Index>(k)] * overlap;
  for (Index k = 0; k < 3; ++k)
    turned[static_cast<size_t>(k)] =
        frame.axes(0, k) * framed[0] + frame.axes(1, k) * framed[1] + frame.axes(2, k) * framed[2];
  return turned;
}

Vector3d electronic_moment(const std::array<MatrixXd, 3>& positions, const MatrixXd& density) {
  Vector3d moment;
  for (size_t k = 0; k < 3; ++k) moment[static_cast<Index>(k)] = -positions[k].cwiseProduct(density).sum();
  return moment;
}

MatrixXd density_of_orbitals(const MatrixXd& coefficients, Index count) {
  return coefficients.leftCols(count) * coefficients.leftCols(count).transpose();
}

}  // namespace

DipoleOperator::DipoleOperator(const Molecule& molecule, const BasisSet& basis, const ScfResult& scf,
                               const MolecularHamiltonian& hamiltonian) {
  const auto positions = positions_along_input(molecule, basis, scf.integrals->overlap);
  const Index inactive = scf.num_alpha - hamiltonian.num_alpha;
  inactive_ = electronic_moment(positions, 2.0 * density_of_orbitals(scf.mo_coefficients, inactive));
  const MatrixXd orbitals = scf.mo_coefficients.middleCols(inactive, hamiltonian.num_orbitals);
  for (size_t k = 0; k < 3; ++k) active_[k] = transformed(positions[k], orbitals);
}

Vector3d DipoleOperator::moment_of(const MatrixXd& density) const {
  return inactive_ + electronic_moment(active_, density);
}

Vector3d dipole_moment(const Molecule& molecule, const BasisSet& basis, const ScfResult& scf) {
  return electronic_moment(positions_along_input(molecule, basis, scf.integrals->overlap),
                           density_of_orbitals(scf.mo_coefficients, scf.num_alpha) +
                               density_of_orbitals(scf.mo_coefficients_beta, scf.num_beta));
}

}  // namespace eigenlake
