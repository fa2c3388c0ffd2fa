#include "eigenlake/simulation/run_work.h"

#include <algorithm>
#include <cmath>

#include "eigenlake/chem/string_space.h"
#include "eigenlake/quantum/jordan_wigner.h"

namespace eigenlake {
namespace {

constexpr double kDenseDeterminants = 160;
constexpr double kReferenceProducts = 50;

double count_strings(int num_orbitals, int num_electrons) {
  return double(binomial(num_orbitals, num_electrons));
}

double count_singles(int num_orbitals, int num_electrons) {
  return double(num_electrons) * (num_orbitals - num_electrons);
}

double count_doubles(int num_orbitals, int num_electrons) {
  return double(binomial(num_electrons, 2)) * double(binomial(num_orbitals - num_electrons, 2));
}

double count_pairs(int num_orbitals) {
  return num_orbitals * (num_orbitals + 1) / 2.0;
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
  return jordan_wigner_size(num_orbitals).num_added;
}

double sector_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry) {
  const auto singles = [&](int electrons) { return count_singles(num_orbitals, electrons); };
  const auto doubles = [&](int electrons) { return count_doubles(num_orbitals, electrons); };
  const double same_spin = singles(num_alpha) + doubles(num_alpha) + singles(num_beta) + doubles(num_beta);
  const double couplings = singles(num_alpha) + singles(num_beta) * (1 + singles(num_alpha));
  const double passes = 1 + num_alpha + singles(num_beta);
  return count_strings(num_orbitals, num_alpha) * count_strings(num_orbitals, num_beta) *
         (passes + symmetry * (same_spin + couplings));
}

double sector_rotation_work(int num_orbitals, int num_alpha, int num_beta) {
  struct Spin {
    double strings, turned_by_singles, turned_by_doubles;
  };
  const auto spin_of = [&](int electrons) -> Spin {
    return {count_strings(num_orbitals, electrons),
            count_singles(num_orbitals, electrons) * count_strings(num_orbitals - 2, electrons - 1),
            count_doubles(num_orbitals, electrons) * count_strings(num_orbitals - 4, electrons - 2)};
  };
  const Spin alpha = spin_of(num_alpha), beta = spin_of(num_beta);
  return alpha.turned_by_singles * beta.turned_by_singles +
         (alpha.turned_by_singles + alpha.turned_by_doubles) * beta.strings +
         alpha.strings * (beta.turned_by_singles + beta.turned_by_doubles);
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

double reference_product_work(int num_orbitals, int num_alpha, int num_beta) {
  constexpr double kDenseSpeed = 0.125;  // of a multiplication in a dense product against one in a sparse one
  constexpr double kVectorWork = 100;    // orthogonalisation against the subspace, residuals
  const double links = count_singles(num_orbitals, num_alpha) + 1;
  const double same_spin = count_singles(num_orbitals, num_alpha) + count_doubles(num_orbitals, num_alpha) +
                           count_singles(num_orbitals, num_beta) + count_doubles(num_orbitals, num_beta);
  return count_strings(num_orbitals, num_alpha) * count_strings(num_orbitals, num_beta) *
         (kVectorWork + same_spin + count_singles(num_orbitals, num_beta) + num_beta +
          kDenseSpeed * links * count_pairs(num_orbitals));
}

double reference_guess_work(double determinants) {
  return std::pow(std::min(determinants, kDenseDeterminants), 3);
}

double reference_products(double determinants) {
  return determinants <= kDenseDeterminants ? 0 : kReferenceProducts;
}

}  // namespace eigenlake
