// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/active_space.h"

#include <algorithm>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/fock.h"
#include "eigenlake/chem/mo_transform.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Orbitals [0, num_frozen) are doubly occupied, [num_frozen, num_frozen + num_active) active.
struct OrbitalRange {
  int num_frozen = 0;
  int num_active = 0;
};

Result<OrbitalRange> range_of_active_space(const ActiveSpace& space, const ScfResult& scf) {
  const int electrons = scf.num_alpha + scf.num_beta;
  const int orbitals = static_cast<int>(scf.mo_coefficients.cols());
  if (space.electrons < 1 || space.electrons > electrons || (electrons - space.electrons) % 2 != 0)
    return fail(ErrorKind::kInvalidInput,
                "an active space must have 1 to {} electrons and leave an even number frozen, got {}",
                electrons, space.electrons);
  const int num_frozen = (electrons - space.electrons) / 2;
  const int least = std::max(1, scf.num_alpha - num_frozen);
  if (num_frozen > scf.num_beta || space.orbitals < least || space.orbitals > orbitals - num_frozen)
    return fail(ErrorKind::kInvalidInput,
                "an active space must have at least {} electrons for {} unpaired ones, and {} to {} orbitals "
                "for {} electrons, got {} electrons in {} orbitals",
                scf.num_alpha - scf.num_beta, scf.num_alpha - scf.num_beta, least, orbitals - num_frozen,
                space.electrons, space.electrons, space.orbitals);
  return OrbitalRange{num_frozen, space.orbitals};
}

Result<OrbitalRange> find_range(const Molecule& molecule, const ScfResult& scf,
                                const ActiveSpaceOptions& options) {
  if (options.active_space) return range_of_active_space(*options.active_space, scf);
  int num_frozen = 0;
  if (options.frozen_core) {
    for (const int atomic_number : molecule.atomic_numbers()) num_frozen += num_core_orbitals(atomic_number);
    // A highly charged ion may have core electrons only: then those are correlated.
    if (num_frozen > scf.num_beta || num_frozen >= scf.num_alpha) num_frozen = 0;
  }
  return OrbitalRange{num_frozen, static_cast<int>(scf.mo_coefficients.cols()) - num_frozen};
}

}  // namespace

Result<MolecularHamiltonian> build_molecular_hamiltonian(const Molecule& molecule, const ScfResult& scf,
                                                         const ActiveSpaceOptions& options, ThreadPool* pool,
                                                         const StopRequest& stop) {
  if (scf.method == ScfMethod::kUhf)
    return fail(ErrorKind::kInvalidInput,
                "an active space requires RHF or ROHF orbitals, shared by both spins, got UHF");
  EIGENLAKE_ASSIGN_OR_RETURN(const OrbitalRange range, find_range(molecule, scf, options));
  const AoIntegrals& integrals = *scf.integrals;
  const size_t m = range.num_active;
  const size_t half_transformed = integrals.eri.num_pairs() * m * (m + 1) / 2;
  EIGENLAKE_RETURN_IF_ERROR(require_memory((half_transformed + m * m * m * m * 5 / 4) * sizeof(double),
                                           fmt::format("the integrals over {} orbitals", m)));

  MolecularHamiltonian hamiltonian;
  hamiltonian.num_orbitals = range.num_active;
  hamiltonian.num_alpha = scf.num_alpha - range.num_frozen;
  hamiltonian.num_beta = scf.num_beta - range.num_frozen;
  hamiltonian.nuclear_repulsion_energy = scf.nuclear_repulsion_energy;
  hamiltonian.orbital_energies = scf.orbital_energies.segment(range.num_frozen, range.num_active);

  MatrixXd one_body = integrals.core_hamiltonian();
  if (range.num_frozen > 0) {
    const MatrixXd frozen = scf.mo_coefficients.leftCols(range.num_frozen);
    const MatrixXd density = frozen * frozen.transpose();
    const MatrixXd field =
        2.0 * coulomb_matrix(integrals.eri, density, pool) - exchange_matrix(integrals.eri, density, pool);
    hamiltonian.constant = density.cwiseProduct(2.0 * one_body + field).sum();
    one_body += field;
  }
  const MatrixXd active = scf.mo_coefficients.middleCols(range.num_frozen, range.num_active);
  const MatrixXd transformed = active.transpose() * one_body * active;
  hamiltonian.one_body = 0.5 * (transformed + transformed.transpose());
  hamiltonian.two_body = transform_eri(integrals.eri, active, pool, stop);
  if (is_stopped(stop))
    return fail(ErrorKind::kInterrupted, "the transformation of integrals was interrupted");
  return hamiltonian;
}

}  // namespace eigenlake
