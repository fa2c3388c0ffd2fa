#include "eigenlake/chem/integrals.h"

#include <cmath>

extern "C" {
#include <cint.h>
#include <cint_funcs.h>
}

#include "eigenlake/base/assert.h"
#include "eigenlake/base/memory_limit.h"

namespace eigenlake {
namespace {

/// The integral library's own description of atoms and shells: integer tables that point into one pool of
/// doubles.
struct CintInput {
  std::vector<int> atoms;
  std::vector<int> shells;
  std::vector<double> pool;
  std::vector<int> first_function;  // of each shell, and the total at the end

  int num_atoms() const { return static_cast<int>(atoms.size()) / ATM_SLOTS; }
  int num_shells() const { return static_cast<int>(shells.size()) / BAS_SLOTS; }
  int size_of(int shell) const { return first_function[shell + 1] - first_function[shell]; }
};

/// ∫ r^(2l+2) exp(−a r²) dr over r from 0.
double radial_integral(int l, double a) {
  return std::tgamma(l + 1.5) / (2.0 * std::pow(a, l + 1.5));
}

/// Coefficients of unnormalised primitives for which each contraction has norm 1.
Eigen::MatrixXd normalised_coefficients(const Shell& shell) {
  const int l = shell.angular_momentum;
  const auto num_primitives = static_cast<Eigen::Index>(shell.exponents.size());
  Eigen::MatrixXd coefficients = shell.coefficients;
  Eigen::MatrixXd radial(num_primitives, num_primitives);
  for (Eigen::Index i = 0; i < num_primitives; ++i) {
    coefficients.row(i) /= std::sqrt(radial_integral(l, 2.0 * shell.exponents[i]));
    for (Eigen::Index j = 0; j < num_primitives; ++j)
      radial(i, j) = radial_integral(l, shell.exponents[i] + shell.exponents[j]);
  }
  for (Eigen::Index c = 0; c < coefficients.cols(); ++c) {
    const Eigen::VectorXd column = coefficients.col(c);
    coefficients.col(c) /= std::sqrt(column.dot(radial * column));
  }
  return coefficients;
}

void append_shell(const Shell& shell, int atom, CintInput& input) {
  int slots[BAS_SLOTS] = {};
  slots[ATOM_OF] = atom;
  slots[ANG_OF] = shell.angular_momentum;
  slots[NPRIM_OF] = static_cast<int>(shell.exponents.size());
  slots[NCTR_OF] = static_cast<int>(shell.coefficients.cols());
  slots[PTR_EXP] = static_cast<int>(input.pool.size());
  input.pool.insert(input.pool.end(), shell.exponents.begin(), shell.exponents.end());
  slots[PTR_COEFF] = static_cast<int>(input.pool.size());
  const Eigen::MatrixXd coefficients = normalised_coefficients(shell);
  input.pool.insert(input.pool.end(), coefficients.data(), coefficients.data() + coefficients.size());
  input.shells.insert(input.shells.end(), slots, slots + BAS_SLOTS);
  const int functions = (2 * shell.angular_momentum + 1) * static_cast<int>(shell.coefficients.cols());
  input.first_function.push_back(input.first_function.back() + functions);
}

CintInput make_input(const Molecule& molecule, const BasisSet& basis) {
  CintInput input;
  input.pool.assign(PTR_ENV_START, 0.0);
  input.first_function = {0};
  const auto charges = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  for (size_t i = 0; i < charges.size(); ++i) {
    int slots[ATM_SLOTS] = {};
    slots[CHARGE_OF] = charges[i];
    slots[PTR_COORD] = static_cast<int>(input.pool.size());
    slots[NUC_MOD_OF] = POINT_NUC;
    input.pool.insert(input.pool.end(), positions[i].begin(), positions[i].end());
    input.atoms.insert(input.atoms.end(), slots, slots + ATM_SLOTS);
  }
  for (size_t i = 0; i < charges.size(); ++i) {
    const auto found = basis.shells.find(charges[i]);
    EIGENLAKE_ASSERT(found != basis.shells.end());
    for (const Shell& shell : found->second) append_shell(shell, static_cast<int>(i), input);
  }
  return input;
}

std::vector<AoLabel> make_labels(const CintInput& input) {
  std::vector<AoLabel> labels;
  for (int shell = 0; shell < input.num_shells(); ++shell) {
    const int* slots = input.shells.data() + shell * BAS_SLOTS;
    for (int contraction = 0; contraction < slots[NCTR_OF]; ++contraction)
      for (int m = 0; m <= 2 * slots[ANG_OF]; ++m) labels.push_back({slots[ATOM_OF], slots[ANG_OF], m});
  }
  return labels;
}

using OneElectronIntegral = decltype(&int1e_ovlp_sph);

Eigen::MatrixXd one_electron_matrix(CintInput& input, OneElectronIntegral integral) {
  const int n = input.first_function.back();
  Eigen::MatrixXd matrix(n, n);
  std::vector<double> buffer;
  for (int i = 0; i < input.num_shells(); ++i)
    for (int j = 0; j <= i; ++j) {
      const int rows = input.size_of(i);
      const int columns = input.size_of(j);
      buffer.assign(static_cast<size_t>(rows) * columns, 0.0);
      int shells[2] = {i, j};
      integral(buffer.data(), nullptr, shells, input.atoms.data(), input.num_atoms(), input.shells.data(),
               input.num_shells(), input.pool.data(), nullptr, nullptr);
      const Eigen::Map<Eigen::MatrixXd> block(buffer.data(), rows, columns);
      matrix.block(input.first_function[i], input.first_function[j], rows, columns) = block;
      matrix.block(input.first_function[j], input.first_function[i], columns, rows) = block.transpose();
    }
  return matrix;
}

/// Writes the quartet (ij|kl) of `buffer` to its rows, and mirrored to those of (kl|ij).
void store_quartet(const CintInput& input, const int (&shells)[4], const double* buffer, EriTensor& eri) {
  const int first[4] = {input.first_function[shells[0]], input.first_function[shells[1]],
                        input.first_function[shells[2]], input.first_function[shells[3]]};
  const int size[4] = {input.size_of(shells[0]), input.size_of(shells[1]), input.size_of(shells[2]),
                       input.size_of(shells[3])};
  const double* next = buffer;
  for (int l = 0; l < size[3]; ++l)
    for (int k = 0; k < size[2]; ++k) {
      const size_t kl = EriTensor::pair_index(first[2] + k, first[3] + l);
      for (int j = 0; j < size[1]; ++j)
        for (int i = 0; i < size[0]; ++i, ++next) {
          const size_t ij = EriTensor::pair_index(first[0] + i, first[1] + j);
          eri.row(ij)[kl] = *next;
          eri.row(kl)[ij] = *next;
        }
    }
}

class TwoElectronOptimizer {
 public:
  explicit TwoElectronOptimizer(CintInput& input) {
    int2e_optimizer(&optimizer_, input.atoms.data(), input.num_atoms(), input.shells.data(),
                    input.num_shells(), input.pool.data());
  }
  ~TwoElectronOptimizer() { CINTdel_optimizer(&optimizer_); }
  TwoElectronOptimizer(const TwoElectronOptimizer&) = delete;
  TwoElectronOptimizer& operator=(const TwoElectronOptimizer&) = delete;
  CINTOpt* get() const { return optimizer_; }

 private:
  CINTOpt* optimizer_ = nullptr;
};

/// All quartets (ij|kl) of one shell pair ij with the pairs kl up to it.
void compute_shell_pair(CintInput& input, CINTOpt* optimizer, int i, int j, EriTensor& eri) {
  std::vector<double> buffer;
  for (int k = 0; k <= i; ++k)
    for (int l = 0; l <= (k == i ? j : k); ++l) {
      const size_t size =
          static_cast<size_t>(input.size_of(i)) * input.size_of(j) * input.size_of(k) * input.size_of(l);
      buffer.assign(size, 0.0);
      int shells[4] = {i, j, k, l};
      int2e_sph(buffer.data(), nullptr, shells, input.atoms.data(), input.num_atoms(), input.shells.data(),
                input.num_shells(), input.pool.data(), optimizer, nullptr);
      store_quartet(input, shells, buffer.data(), eri);
    }
}

EriTensor compute_eri(CintInput& input, ThreadPool* pool) {
  EriTensor eri(input.first_function.back());
  const TwoElectronOptimizer optimizer(input);
  std::vector<std::pair<int, int>> pairs;
  // The longest tasks first, so that the threads end together.
  for (int i = input.num_shells() - 1; i >= 0; --i)
    for (int j = i; j >= 0; --j) pairs.emplace_back(i, j);
  const auto task = [&](size_t t) {
    compute_shell_pair(input, optimizer.get(), pairs[t].first, pairs[t].second, eri);
  };
  if (pool != nullptr && pairs.size() > 32)
    pool->run(pairs.size(), task);
  else
    for (size_t t = 0; t < pairs.size(); ++t) task(t);
  return eri;
}

}  // namespace

EriTensor::EriTensor(int num_functions)
    : num_functions_(num_functions),
      num_pairs_(static_cast<size_t>(num_functions) * (num_functions + 1) / 2),
      values_(num_pairs_ * num_pairs_) {}

Result<AoIntegrals> compute_integrals(const Molecule& molecule, const BasisSet& basis, ThreadPool* pool) {
  CintInput input = make_input(molecule, basis);
  const size_t n = input.first_function.back();
  const size_t num_pairs = n * (n + 1) / 2;
  EIGENLAKE_RETURN_IF_ERROR(require_memory(num_pairs * num_pairs * sizeof(double),
                                           fmt::format("the repulsion integrals of {} basis functions", n)));
  AoIntegrals integrals;
  integrals.overlap = one_electron_matrix(input, int1e_ovlp_sph);
  integrals.kinetic = one_electron_matrix(input, int1e_kin_sph);
  integrals.nuclear_attraction = one_electron_matrix(input, int1e_nuc_sph);
  integrals.eri = compute_eri(input, pool);
  integrals.labels = make_labels(input);
  return integrals;
}

}  // namespace eigenlake
