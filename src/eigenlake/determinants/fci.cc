#include "eigenlake/determinants/fci.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/davidson.h"
#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/determinants/fci_operator.h"
#include "eigenlake/determinants/string_space.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr size_t kDenseDimension = 160;  // up to here, and for the first guess, all elements are computed
constexpr Index kNumGuesses = 3;

/// The determinants with the lowest diagonal elements, in their own order.
std::vector<size_t> lowest_determinants(const VectorXd& diagonal) {
  std::vector<size_t> indices(static_cast<size_t>(diagonal.size()));
  std::iota(indices.begin(), indices.end(), size_t{0});
  const size_t count = std::min(kDenseDimension, indices.size());
  std::ranges::partial_sort(
      indices, indices.begin() + static_cast<std::ptrdiff_t>(count), [&](size_t a, size_t b) {
        const double x = diagonal[static_cast<Index>(a)], y = diagonal[static_cast<Index>(b)];
        return x < y || (x == y && a < b);
      });
  indices.resize(count);
  std::ranges::sort(indices);
  return indices;
}

MatrixXd dense_matrix(const FciOperator& op, const std::vector<size_t>& determinants) {
  const auto n = static_cast<Index>(determinants.size());
  MatrixXd matrix(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j)
      matrix(i, j) = matrix(j, i) =
          op.element(determinants[static_cast<size_t>(i)], determinants[static_cast<size_t>(j)]);
  return matrix;
}

/// States of the lowest determinants alone, and one vector that overlaps with every symmetry.
std::vector<VectorXd> make_guesses(const FciOperator& op, const std::vector<size_t>& determinants,
                                   const Eigensystem& system) {
  std::vector<VectorXd> guesses;
  const VectorXd& diagonal = op.diagonal();
  for (Index root = 0; root < std::min<Index>(kNumGuesses, system.values.size()); ++root) {
    VectorXd guess = VectorXd::Zero(diagonal.size());
    for (size_t i = 0; i < determinants.size(); ++i)
      guess[static_cast<Index>(determinants[i])] = system.vectors(static_cast<Index>(i), root);
    guesses.push_back(std::move(guess));
  }
  std::mt19937_64 generator(1);
  VectorXd noise(diagonal.size());
  const double lowest = diagonal.minCoeff();
  for (Index i = 0; i < noise.size(); ++i) {
    const double uniform = static_cast<double>(generator() >> 11) * 0x1p-53 - 0.5;
    noise[i] = uniform / (diagonal[i] - lowest + 1.0);
  }
  guesses.push_back(std::move(noise));
  return guesses;
}

struct State {
  double energy;
  double s_squared;
};

std::unexpected<Error> interrupted(int products) {
  return fail(ErrorKind::kInterrupted, "FCI was interrupted after {} products with the Hamiltonian",
              products);
}

Result<State> lowest_state(const MolecularHamiltonian& hamiltonian, double spin_penalty,
                           const FciOptions& options) {
  const FciOperator op(hamiltonian, spin_penalty, options.pool, options.stop);
  if (is_stopped(options.stop)) return interrupted(0);
  const auto determinants = lowest_determinants(op.diagonal());
  const Eigensystem system = eigensystem_of(dense_matrix(op, determinants));
  if (determinants.size() == op.dimension())
    return State{system.values[0], op.s_squared(system.vectors.col(0))};

  FciProgress progress;
  const auto product = [&](const VectorXd& vector) {
    ++progress.products;
    if (options.on_progress) options.on_progress(progress);
    return op.apply(vector);
  };
  DavidsonOptions davidson{.residual_threshold = options.residual_threshold,
                           .max_iterations = options.max_iterations,
                           .stop = options.stop};
  davidson.on_round = [&](int round, double residual) {
    progress.round = round;
    progress.residual = residual;
  };
  const DavidsonResult result =
      lowest_eigenpair(product, op.diagonal(), make_guesses(op, determinants, system), davidson);
  if (result.interrupted) return interrupted(progress.products);
  if (!result.converged)
    return fail(
        ErrorKind::kNotConverged,
        "FCI did not converge within {} iterations; last electronic energy {:.10f} hartree, residual {:.1e}",
        options.max_iterations, result.eigenvalue, result.residual);
  return State{result.eigenvalue, op.s_squared(result.eigenvector)};
}

/// Electrons by spin.
struct Block {
  int num_alpha;
  int num_beta;
};

/// The block in which every state has at least the spin that is asked for: its Sz is that spin.
Result<Block> highest_sz_block(const MolecularHamiltonian& hamiltonian, int multiplicity) {
  const int electrons = hamiltonian.num_alpha + hamiltonian.num_beta;
  const int unpaired = multiplicity - 1;
  const int least = std::abs(hamiltonian.num_alpha - hamiltonian.num_beta);
  const int most = std::min(electrons, 2 * hamiltonian.num_orbitals - electrons);
  if (unpaired < least || unpaired > most || (unpaired - least) % 2 != 0)
    return fail(
        ErrorKind::kInvalidInput,
        "expected a multiplicity between {} and {} in steps of two for {} alpha and {} beta electrons in {} "
        "orbitals, found {}",
        least + 1, most + 1, hamiltonian.num_alpha, hamiltonian.num_beta, hamiltonian.num_orbitals,
        multiplicity);
  const int num_alpha = (electrons + unpaired) / 2;
  return Block{num_alpha, electrons - num_alpha};
}

/// Raises states of higher spin out of the way; more where that was not enough.
Result<double> lowest_of_spin(const MolecularHamiltonian& block, int multiplicity,
                              const FciOptions& options) {
  const double spin = 0.5 * (multiplicity - 1);
  const double expected = spin * (spin + 1.0);
  State state{};
  for (const double penalty : {0.5, 4.0}) {
    EIGENLAKE_ASSIGN_OR_RETURN(state, lowest_state(block, penalty, options));
    if (std::abs(state.s_squared - expected) < 1e-5) return state.energy - penalty * expected;
  }
  return fail(ErrorKind::kNotConverged, "FCI expected a state with S² = {}, found {}", expected,
              state.s_squared);
}

Result<> check_size(int num_orbitals, const Block& block, const FciOptions& options) {
  const uint64_t count = num_determinants(num_orbitals, block.num_alpha, block.num_beta);
  if (count > options.max_determinants)
    return fail(ErrorKind::kResourceLimit, "FCI: expected at most {} determinants, found {}",
                options.max_determinants, determinants_text(count));
  if (num_orbitals > kMaxFciOrbitals)
    return fail(ErrorKind::kUnsupported, "FCI: expected at most {} orbitals, found {}", kMaxFciOrbitals,
                num_orbitals);
  const int threads = options.pool != nullptr ? options.pool->num_threads() : 1;
  const double bytes = fci_memory_bytes(num_orbitals, block.num_alpha, block.num_beta, threads);
  return require_memory(bytes < 0x1p63 ? static_cast<size_t>(bytes) : std::numeric_limits<size_t>::max(),
                        fmt::format("the FCI vectors of {} determinants", count));
}

/// Of one spin: the matrix among its strings and the single excitations that link them.
double string_table_bytes(int num_orbitals, int num_electrons) {
  constexpr double kBytesOfEntry = 12, kBytesOfLink = 16, kGrowth = 1.5;
  const double singles = double(num_electrons) * (num_orbitals - num_electrons);
  const double doubles =
      double(binomial(num_electrons, 2)) * double(binomial(num_orbitals - num_electrons, 2));
  return double(binomial(num_orbitals, num_electrons)) *
         (16 +
          kGrowth * (kBytesOfEntry * (1 + singles + doubles) + kBytesOfLink * (singles + num_electrons)));
}

}  // namespace

double fci_memory_bytes(int num_orbitals, int num_alpha, int num_beta, int num_threads) {
  const double columns = double(binomial(num_orbitals, num_beta));
  const double dimension = double(binomial(num_orbitals, num_alpha)) * columns;
  const double pairs = num_orbitals * (num_orbitals + 1) / 2.0;
  const double links = double(num_alpha) * (num_orbitals - num_alpha) + 1;
  constexpr double kNumStates = kNumGuesses + 1;
  // A restart makes two vectors and two products of each state beside the full subspace; the diagonal and
  // three vectors on their way add to that.
  const double vectors =
      dimension <= kDenseDimension ? 4 : 2 * DavidsonOptions{}.max_subspace + 4 * kNumStates + 4;
  return sizeof(double) * (vectors * dimension + pairs * pairs +
                           num_threads * (links * (columns + pairs) + pairs * columns)) +
         string_table_bytes(num_orbitals, num_alpha) + string_table_bytes(num_orbitals, num_beta);
}

uint64_t num_determinants(int num_orbitals, int num_alpha, int num_beta) {
  const uint64_t alpha = binomial(num_orbitals, num_alpha);
  const uint64_t beta = binomial(num_orbitals, num_beta);
  if (beta != 0 && alpha > std::numeric_limits<uint64_t>::max() / beta)
    return std::numeric_limits<uint64_t>::max();
  return alpha * beta;
}

uint64_t num_determinants(const MolecularHamiltonian& hamiltonian) {
  return num_determinants(hamiltonian.num_orbitals, hamiltonian.num_alpha, hamiltonian.num_beta);
}

bool are_uncountable(uint64_t determinants) {
  return determinants == std::numeric_limits<uint64_t>::max();
}

std::string determinants_text(uint64_t determinants) {
  return are_uncountable(determinants) ? "more than 10^19" : fmt::format("{}", determinants);
}

Result<double> lowest_energy(const MolecularHamiltonian& hamiltonian, const FciOptions& options) {
  const double offset = hamiltonian.constant + hamiltonian.nuclear_repulsion_energy;
  if (!options.multiplicity) {
    EIGENLAKE_RETURN_IF_ERROR(
        check_size(hamiltonian.num_orbitals, {hamiltonian.num_alpha, hamiltonian.num_beta}, options));
    EIGENLAKE_ASSIGN_OR_RETURN(const State state, lowest_state(hamiltonian, 0.0, options));
    return state.energy + offset;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const Block block, highest_sz_block(hamiltonian, *options.multiplicity));
  EIGENLAKE_RETURN_IF_ERROR(check_size(hamiltonian.num_orbitals, block, options));
  MolecularHamiltonian shifted = hamiltonian;
  shifted.num_alpha = block.num_alpha;
  shifted.num_beta = block.num_beta;
  EIGENLAKE_ASSIGN_OR_RETURN(const double energy, lowest_of_spin(shifted, *options.multiplicity, options));
  return energy + offset;
}

}  // namespace eigenlake
