#include "eigenlake/simulation/run_work.h"

#include <algorithm>
#include <cmath>

#include "eigenlake/determinants/string_space.h"
#include "eigenlake/quantum/jordan_wigner.h"

namespace eigenlake {
namespace {

constexpr double kDenseDeterminants = 160;
constexpr double kReferenceProducts = 55;
constexpr double kBlock = 64;  // columns that a product in a sector takes together

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
  const double rows = count_strings(num_orbitals, num_alpha);
  const double columns = count_strings(num_orbitals, num_beta);
  const double alpha = count_singles(num_orbitals, num_alpha), pairs = count_pairs(num_orbitals - 1);
  const double blocks = std::ceil(columns / kBlock);
  // A beta pair gathers the columns that it connects, and meets the alpha excitations of each row.
  const double connected = 2 * count_strings(num_orbitals - 2, num_beta - 1) / blocks;
  const double couplings =
      rows * pairs * blocks * (connected + (alpha + 1) * (1 + symmetry * vectors_of(connected)));
  const double fields = rows * vectors_of(columns) * (1 + num_alpha + symmetry * alpha);
  const double same_spin = symmetry * (columns * vectors_of(rows) * count_moves(num_orbitals, num_beta) +
                                       rows * vectors_of(columns) * count_moves(num_orbitals, num_alpha));
  return couplings + fields + same_spin + 2 * rows * columns;
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

double reference_product_work(int num_orbitals, int num_alpha, int num_beta, bool with_vectors) {
  constexpr double kDenseSpeed = 0.125;  // of a multiplication in a dense product against one in a sparse one
  constexpr double kVectorWork = 350;    // orthogonalisation against the subspace, residuals
  const double links = count_singles(num_orbitals, num_alpha) + 1;
  const double same_spin = count_moves(num_orbitals, num_alpha) + count_moves(num_orbitals, num_beta);
  return count_strings(num_orbitals, num_alpha) * count_strings(num_orbitals, num_beta) *
         ((with_vectors ? kVectorWork : 0.0) + same_spin + count_singles(num_orbitals, num_beta) + num_beta +
          kDenseSpeed * links * count_pairs(num_orbitals));
}

double reference_guess_work(double determinants) {
  return std::pow(std::min(determinants, kDenseDeterminants), 3);
}

double reference_products(double determinants) {
  return determinants <= kDenseDeterminants ? 0 : kReferenceProducts;
}

}  // namespace eigenlake
