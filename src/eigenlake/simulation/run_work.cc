// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_work.h"

#include <algorithm>
#include <cmath>

#include "eigenlake/determinants/occupation.h"
#include "eigenlake/quantum/jordan_wigner.h"

namespace eigenlake {
namespace {

constexpr double kDenseDeterminants = 160;
constexpr double kReferenceProducts = 28;  // of the irrep with the lowest state
constexpr double kProductsOfOthers = 4.5;  // of each other irrep
constexpr double kRows = 64;               // that a product with the Hamiltonian takes together

double count_strings(int num_orbitals, int num_electrons) {
  return double(binomial(num_orbitals, num_electrons));
}

double count_singles(int num_orbitals, int num_electrons) {
  return double(num_electrons) * (num_orbitals - num_electrons);
}

double count_doubles(int num_orbitals, int num_electrons) {
  return double(binomial(num_electrons, 2)) * double(binomial(num_orbitals - num_electrons, 2));
}

double count_moves(int num_orbitals, int num_electrons) {
  return count_singles(num_orbitals, num_electrons) + count_doubles(num_orbitals, num_electrons);
}

double count_pairs(int num_orbitals) {
  return num_orbitals * (num_orbitals + 1) / 2.0;
}

/// Vectors of eight numbers.
double vectors_of(double count) {
  return std::ceil(count / 8);
}

/// One product among the determinants of one irrep; symmetry also makes integrals vanish.
double product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry, double share) {
  const double rows = count_strings(num_orbitals, num_alpha);
  const double columns = count_strings(num_orbitals, num_beta);
  const double beta = count_singles(num_orbitals, num_beta), pairs = count_pairs(num_orbitals - 1);
  const double rows_at_once = std::clamp(rows * share, 1.0, kRows), blocks = rows / rows_at_once;
  // An alpha pair gathers the rows that it connects, then visits the beta excitations of each column.
  const double connected = 2 * count_strings(num_orbitals - 2, num_alpha - 1) / blocks;
  const double couplings =
      columns * share * pairs * blocks *
      (connected / 2 + (beta * share + 1) * (1 + symmetry / share * vectors_of(connected)));
  const double fields = rows * share * vectors_of(columns) * (1 + num_alpha) +
                        columns * symmetry * beta * share * blocks * vectors_of(rows_at_once);
  const double same_spin = symmetry * (columns * vectors_of(rows) * count_moves(num_orbitals, num_beta) +
                                       rows * vectors_of(columns) * count_moves(num_orbitals, num_alpha));
  return couplings + fields + same_spin + 2 * rows * columns * share;
}

}  // namespace

double integral_work(const RunSize& size) {
  return size.shell_pair_work * size.shell_pair_work / 2;
}

double fock_work(int num_functions) {
  const double pairs = count_pairs(num_functions);
  return pairs * (pairs + 1) / 2;
}

double transformation_work(int num_functions, int num_orbitals) {
  const double n = num_functions, m = num_orbitals;
  return (count_pairs(num_functions) + count_pairs(num_orbitals)) * n * m * (n + m);
}

double mapping_work(int num_orbitals) {
  const double terms = jordan_wigner_size(num_orbitals).num_added;
  return terms * std::log2(terms + 1);  // they are sorted
}

double sector_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry) {
  return product_work(num_orbitals, num_alpha, num_beta, symmetry, 1.0);
}

double sector_rotation_work(int num_orbitals, int num_alpha, int num_beta) {
  constexpr double kEachRotation = 30, kEachRow = 6;
  struct Spin {
    double strings, singles, doubles, moves_of_single, moves_of_double;
  };
  const auto spin_of = [&](int electrons) -> Spin {
    return {count_strings(num_orbitals, electrons), count_singles(num_orbitals, electrons),
            count_doubles(num_orbitals, electrons), count_strings(num_orbitals - 2, electrons - 1),
            count_strings(num_orbitals - 4, electrons - 2)};
  };
  const auto turn = [](double count, double rows, double columns) {
    return count * (kEachRotation + rows * (kEachRow + columns));
  };
  const Spin alpha = spin_of(num_alpha), beta = spin_of(num_beta);
  return turn(alpha.singles * beta.singles, alpha.moves_of_single, beta.moves_of_single) +
         turn(alpha.singles, alpha.moves_of_single, beta.strings) +
         turn(alpha.doubles, alpha.moves_of_double, beta.strings) +
         turn(beta.singles, alpha.strings, beta.moves_of_single) +
         turn(beta.doubles, alpha.strings, beta.moves_of_double);
}

double state_product_work(int num_qubits, bool real, double symmetry) {
  const double n = num_qubits / 2.0, moves = n * (n - 1) / 2, couplings = moves + n;
  const double flips = 1 + moves + moves * (n - 2) * (n - 3) / 12;
  // About half of the occupations allow an excitation.
  return std::exp2(num_qubits) * (real ? 1 : 2) * (1 + symmetry * (flips + couplings * couplings / 2));
}

double circuit_work(int num_qubits, bool real, double num_parameters) {
  return std::exp2(num_qubits) * (real ? 1 : 2) * num_parameters;
}

double reference_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry,
                              bool with_vectors) {
  constexpr double kVectorWork =
      100;  // for each determinant: orthogonalisation against the subspace, residuals
  const double determinants = count_strings(num_orbitals, num_alpha) * count_strings(num_orbitals, num_beta);
  return product_work(num_orbitals, num_alpha, num_beta, symmetry, symmetry) +
         (with_vectors ? kVectorWork * symmetry * determinants : 0.0);
}

double reference_guess_work(double determinants, double symmetry) {
  return std::pow(std::min(determinants * symmetry, kDenseDeterminants), 3) / symmetry;
}

double reference_products(double determinants, double symmetry) {
  return determinants * symmetry <= kDenseDeterminants
             ? 0
             : kReferenceProducts + kProductsOfOthers * (1.0 / symmetry - 1.0);
}

}  // namespace eigenlake
