// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/davidson.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/determinant_hamiltonian.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/fci_options.h"
#include "eigenlake/determinants/orbital_symmetry.h"
#include "eigenlake/determinants/spin_squared.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

struct FciState {
  double energy = 0.0;  ///< Frozen electrons included, nuclear repulsion not.
  double s_squared = 0.0;
};

/// Finds the lowest eigenstate of H + spin_penalty · S² among the determinants of fixed numbers of alpha and
/// beta electrons.
///
/// Each irrep is a problem of its own. The one whose guess is lowest is solved; the others are followed until
/// all their states are above that by more than their residuals.
class FciProblem {
 public:
  /// Determinants of an irrep up to which all elements are computed; as many make the first guess.
  static constexpr size_t kDenseDimension = 160;
  /// Of an irrep, besides a vector that overlaps with all its states. Irreps tell most states apart, so that
  /// with them two are enough.
  static constexpr int kNumGuesses = 3, kNumGuessesOfMany = 2;

  /// Requires: hamiltonian and options outlive this object; `symmetry` is one of the Hamiltonian.
  FciProblem(const MolecularHamiltonian& hamiltonian, const OrbitalSymmetry& symmetry,
             const FciOptions& options);

  /// The energy is that of H + spin_penalty · S².
  ///
  /// Errors: kNotConverged, kInterrupted
  Result<FciState> lowest_state(double spin_penalty);

 private:
  /// What the lowest determinants of an irrep say.
  struct Guess {
    DeterminantLayout layout;
    std::vector<size_t> places;  ///< Of these determinants, in the layout.
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
  };

  Eigen::VectorXd diagonal(const DeterminantLayout& layout, double spin_penalty) const;
  Guess make_guess(const DeterminantLayout& layout, double spin_penalty) const;
  Determinant determinant_at(const DeterminantLayout& layout, size_t place) const;
  std::vector<Eigen::VectorXd> start_of(const Guess& guess) const;
  Eigen::VectorXd product(const DeterminantLayout& layout, double spin_penalty,
                          const Eigen::VectorXd& vector);
  DavidsonOptions davidson_options(double enough);
  /// Ends early, with a value above `enough`, where all values lie above that.
  Result<FciState> solve(const Guess& guess, double spin_penalty, double enough);
  std::unexpected<Error> interrupted() const;

  const MolecularHamiltonian& molecule_;
  const FciOptions& options_;
  SpinStrings alpha_;
  SpinStrings beta_;
  DeterminantHamiltonian hamiltonian_;
  SpinSquared spin_squared_;
  FciProgress progress_;
};

}  // namespace eigenlake
