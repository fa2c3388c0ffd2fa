// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/fci_problem.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/determinants/slater_condon.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kRoughShare = 0.5;  // of their distance: far enough from the lowest state to be another one
constexpr int kLeastRounds = 2;      // before an irrep is known to have no lower state

/// Places of the determinants with the lowest diagonal elements, ascending.
std::vector<size_t> lowest_places(const VectorXd& diagonal, size_t count) {
  std::vector<size_t> places(static_cast<size_t>(diagonal.size()));
  std::iota(places.begin(), places.end(), size_t{0});
  std::ranges::partial_sort(places, places.begin() + static_cast<std::ptrdiff_t>(count),
                            [&](size_t a, size_t b) {
                              const double x = diagonal[static_cast<Index>(a)];
                              const double y = diagonal[static_cast<Index>(b)];
                              return x < y || (x == y && a < b);
                            });
  places.resize(count);
  std::ranges::sort(places);
  return places;
}

/// Overlaps with states of any symmetry; 0 where the diagonal is infinite.
VectorXd noise_of(const VectorXd& diagonal) {
  std::mt19937_64 generator(1);
  VectorXd noise(diagonal.size());
  const double lowest = diagonal.minCoeff();
  for (Index i = 0; i < noise.size(); ++i) {
    const double uniform = static_cast<double>(generator() >> 11) * 0x1p-53 - 0.5;
    noise[i] = uniform / (diagonal[i] - lowest + 1.0);
  }
  return noise;
}

}  // namespace

FciProblem::FciProblem(const MolecularHamiltonian& hamiltonian, const OrbitalSymmetry& symmetry,
                       const FciOptions& options)
    : molecule_(hamiltonian),
      options_(options),
      alpha_(hamiltonian.num_orbitals, hamiltonian.num_alpha, symmetry),
      beta_(hamiltonian.num_orbitals, hamiltonian.num_beta, symmetry),
      hamiltonian_(hamiltonian, alpha_, beta_, options.pool, options.stop),
      spin_squared_(alpha_, beta_) {}

std::unexpected<Error> FciProblem::interrupted() const {
  return fail(ErrorKind::kInterrupted, "FCI was interrupted after {} products with the Hamiltonian",
              progress_.products);
}

Determinant FciProblem::determinant_at(const DeterminantLayout& layout, size_t place) const {
  const auto block = std::ranges::find_if(
      layout.blocks(), [&](const DeterminantBlock& b) { return place < b.offset + b.size(); });
  const size_t row = (place - block->offset) / block->stride,
               column = (place - block->offset) % block->stride;
  return {alpha_.occupation(block->alpha_begin + row), beta_.occupation(block->beta_begin + column)};
}

/// Infinite behind the rows, where vectors stay 0.
VectorXd FciProblem::diagonal(const DeterminantLayout& layout, double spin_penalty) const {
  VectorXd diagonal(static_cast<Index>(layout.size()));
  hamiltonian_.get_diagonal(layout, diagonal.data());
  for (const DeterminantBlock& block : layout.blocks())
    for (size_t row = 0; row < block.num_rows; ++row) {
      double* line = diagonal.data() + block.offset + row * block.stride;
      for (size_t k = 0; k < block.num_columns; ++k) {
        const Determinant own{alpha_.occupation(block.alpha_begin + row),
                              beta_.occupation(block.beta_begin + k)};
        line[k] += spin_penalty * SpinSquared::element(own, own);
      }
      std::fill(line + block.num_columns, line + block.stride, std::numeric_limits<double>::infinity());
    }
  return diagonal;
}

FciProblem::Guess FciProblem::make_guess(const DeterminantLayout& layout, double spin_penalty) const {
  const size_t count = std::min(layout.num_determinants(), kDenseDimension);
  Guess guess{layout, lowest_places(diagonal(layout, spin_penalty), count), {}, {}};
  MatrixXd matrix(count, count);
  for (size_t i = 0; i < count; ++i)
    for (size_t j = 0; j <= i; ++j) {
      const Determinant row = determinant_at(layout, guess.places[i]);
      const Determinant column = determinant_at(layout, guess.places[j]);
      matrix(static_cast<Index>(i), static_cast<Index>(j)) = hamiltonian_element(molecule_, row, column) +
                                                             (i == j ? molecule_.constant : 0.0) +
                                                             spin_penalty * SpinSquared::element(row, column);
    }
  Eigensystem system = eigensystem_of(matrix);
  const Index wanted = alpha_.num_irreps() > 1 ? kNumGuessesOfMany : kNumGuesses;
  const Index kept = std::min(wanted, system.values.size());
  guess.values = system.values.head(kept);
  guess.vectors = system.vectors.leftCols(kept);
  return guess;
}

std::vector<VectorXd> FciProblem::start_of(const Guess& guess) const {
  std::vector<VectorXd> vectors;
  for (Index root = 0; root < guess.values.size(); ++root) {
    VectorXd& vector = vectors.emplace_back(VectorXd::Zero(static_cast<Index>(guess.layout.size())));
    for (size_t i = 0; i < guess.places.size(); ++i)
      vector[static_cast<Index>(guess.places[i])] = guess.vectors(static_cast<Index>(i), root);
  }
  return vectors;
}

VectorXd FciProblem::product(const DeterminantLayout& layout, double spin_penalty, const VectorXd& vector) {
  ++progress_.products;
  if (options_.on_progress) options_.on_progress(progress_);
  VectorXd image = VectorXd::Zero(vector.size());
  hamiltonian_.apply(layout, vector.data(), image.data());
  if (spin_penalty != 0.0)
    spin_squared_.add(layout, spin_penalty, vector.data(), image.data(), options_.pool);
  return image;
}

DavidsonOptions FciProblem::davidson_options(double enough) {
  DavidsonOptions davidson;
  davidson.value_threshold = options_.energy_threshold;
  davidson.rough_share = kRoughShare;
  davidson.max_iterations = options_.max_iterations;
  davidson.enough = enough;
  davidson.least_rounds = kLeastRounds;
  davidson.stop = options_.stop;
  davidson.on_round = [this, before = progress_.round](int round, double residual) {
    progress_.round = before + round;
    progress_.residual = residual;
  };
  return davidson;
}

Result<FciState> FciProblem::solve(const Guess& guess, double spin_penalty, double enough) {
  const DeterminantLayout& layout = guess.layout;
  std::vector<VectorXd> start = start_of(guess);
  if (guess.places.size() == layout.num_determinants())
    return FciState{guess.values[0], spin_squared_.expectation(layout, start[0].data())};
  const VectorXd elements = diagonal(layout, spin_penalty);
  start.push_back(noise_of(elements));
  const DavidsonResult result =
      lowest_eigenpair([&](const VectorXd& vector) { return product(layout, spin_penalty, vector); },
                       elements, std::move(start), davidson_options(enough));
  if (result.interrupted) return interrupted();
  if (!result.converged)
    return fail(
        ErrorKind::kNotConverged,
        "FCI did not converge within {} iterations; last electronic energy {:.10f} hartree, residual {:.1e}",
        options_.max_iterations, result.eigenvalue - molecule_.constant, result.residual);
  return FciState{result.eigenvalue, spin_squared_.expectation(layout, result.eigenvector.data())};
}

Result<FciState> FciProblem::lowest_state(double spin_penalty) {
  std::vector<Guess> guesses;
  for (int irrep = 0; irrep < alpha_.num_irreps(); ++irrep) {
    if (is_stopped(options_.stop)) return interrupted();
    const DeterminantLayout layout(alpha_, beta_, static_cast<Irrep>(irrep));
    if (layout.num_determinants() > 0) guesses.push_back(make_guess(layout, spin_penalty));
  }
  std::ranges::stable_sort(guesses, {}, [](const Guess& guess) { return guess.values[0]; });
  FciState lowest{.energy = std::numeric_limits<double>::infinity()};
  for (const Guess& guess : guesses) {
    EIGENLAKE_ASSIGN_OR_RETURN(const FciState state, solve(guess, spin_penalty, lowest.energy));
    if (state.energy < lowest.energy) lowest = state;
  }
  return lowest;
}

}  // namespace eigenlake
