// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/export/molden.h"

#include <cmath>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/export/turned_orbitals.h"
#include "eigenlake/chem/standard_orientation.h"

namespace eigenlake {
namespace {

using Eigen::Index;

constexpr std::string_view kShellLetters = "spdfg";
constexpr std::string_view kLettersBeyond = "hik";

std::string atoms_section(const Molecule& molecule) {
  std::string text = "[Atoms] AU\n";
  const auto numbers = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  for (size_t i = 0; i < numbers.size(); ++i)
    fmt::format_to(std::back_inserter(text), "{:<3}{:5}{:5}{:24.15f}{:24.15f}{:24.15f}\n",
                   molecule.symbols[i], i + 1, numbers[i], positions[i][0], positions[i][1], positions[i][2]);
  return text;
}

/// Overlap of two normalised primitives on one centre.
double overlap_of_primitives(double a, double b, int l) {
  return std::pow(2.0 * std::sqrt(a * b) / (a + b), l + 1.5);
}

/// For normalised primitives and a contraction of norm 1.
Eigen::VectorXd normalised_contraction(const Shell& shell, Index contraction) {
  const Eigen::VectorXd column = shell.coefficients.col(contraction);
  double norm = 0.0;
  for (Index i = 0; i < column.size(); ++i)
    for (Index j = 0; j < column.size(); ++j)
      norm += column[i] * column[j] *
              overlap_of_primitives(shell.exponents[static_cast<size_t>(i)],
                                    shell.exponents[static_cast<size_t>(j)], shell.angular_momentum);
  return column / std::sqrt(norm);
}

void append_shell(const Shell& shell, std::string& text) {
  for (Index c = 0; c < shell.coefficients.cols(); ++c) {
    const Eigen::VectorXd column = normalised_contraction(shell, c);
    fmt::format_to(std::back_inserter(text), " {} {:4} 1.00\n",
                   kShellLetters[static_cast<size_t>(shell.angular_momentum)],
                   (column.array() != 0.0).count());
    for (Index i = 0; i < column.size(); ++i)
      if (column[i] != 0.0)
        fmt::format_to(std::back_inserter(text), "{:26.16e}{:26.16e}\n",
                       shell.exponents[static_cast<size_t>(i)], column[i]);
  }
}

std::string functions_section(const Molecule& molecule, const BasisSet& basis) {
  std::string text = "[GTO]\n";
  const auto numbers = molecule.atomic_numbers();
  for (size_t i = 0; i < numbers.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{:4} 0\n", i + 1);
    for (const Shell& shell : basis.shells.at(numbers[i])) append_shell(shell, text);
    text += '\n';
  }
  return text + "[5D]\n[7F]\n[9G]\n";
}

/// For each function of the file its row among ours. Molden counts the functions of a shell from m = 0 on as
/// 0, 1, −1, 2, −2, …, but p functions x, y, z.
std::vector<Index> rows_in_molden_order(const Molecule& molecule, const BasisSet& basis) {
  std::vector<Index> rows;
  Index first = 0;
  for (const int number : molecule.atomic_numbers())
    for (const Shell& shell : basis.shells.at(number)) {
      const int l = shell.angular_momentum;
      for (Index c = 0; c < shell.coefficients.cols(); ++c, first += 2 * l + 1)
        for (int k = 0; k <= 2 * l; ++k)
          rows.push_back(first + (l == 1 ? k : k % 2 == 1 ? l + (k + 1) / 2 : l - k / 2));
    }
  return rows;
}

/// One spin's orbitals, or those that both share.
struct OrbitalList {
  const char* spin = "Alpha";
  Eigen::MatrixXd coefficients;  ///< Over functions of the input, in our order.
  Eigen::VectorXd energies;
  Eigen::VectorXd occupations;
};

std::string orbital_entry(const OrbitalList& list, Index orbital, const std::vector<Index>& rows) {
  std::string text = fmt::format(" Sym= A\n Ene= {:.12f}\n Spin= {}\n Occup= {:.6f}\n",
                                 list.energies[orbital], list.spin, list.occupations[orbital]);
  for (size_t i = 0; i < rows.size(); ++i)
    fmt::format_to(std::back_inserter(text), "{:5}{:24.16e}\n", i + 1, list.coefficients(rows[i], orbital));
  return text;
}

/// 1 for the first `occupied` of all.
Eigen::VectorXd filled(Index orbitals, int occupied) {
  Eigen::VectorXd occupations = Eigen::VectorXd::Zero(orbitals);
  occupations.head(occupied).setOnes();
  return occupations;
}

std::vector<OrbitalList> orbital_lists(const Molecule& molecule, const ScfResult& scf) {
  const StandardFrame frame = standard_frame(molecule);
  const auto& labels = scf.integrals->labels;
  const Index count = scf.mo_coefficients.cols();
  const Eigen::VectorXd alpha = filled(count, scf.num_alpha), beta = filled(count, scf.num_beta);
  const Eigen::MatrixXd coefficients = orbitals_of_input(frame, labels, scf.mo_coefficients);
  if (scf.method != ScfMethod::kUhf) return {{"Alpha", coefficients, scf.orbital_energies, alpha + beta}};
  return {
      {"Alpha", coefficients, scf.orbital_energies, alpha},
      {"Beta", orbitals_of_input(frame, labels, scf.mo_coefficients_beta), scf.orbital_energies_beta, beta}};
}

}  // namespace

Result<> check_molden_basis(const BasisSet& basis) {
  for (const auto& [number, shells] : basis.shells)
    for (const Shell& shell : shells) {
      const size_t l = static_cast<size_t>(shell.angular_momentum);
      if (l < kShellLetters.size()) continue;
      return fail(
          ErrorKind::kUnsupported,
          "the Molden format has functions up to g only, got {} functions of {} in {}; choose a smaller "
          "basis set",
          kLettersBeyond[l - kShellLetters.size()], element_symbol(number), basis.name);
    }
  return {};
}

Result<> write_molden(const Molecule& molecule, const BasisSet& basis, const ScfResult& scf,
                      const TextSink& sink) {
  EIGENLAKE_RETURN_IF_ERROR(sink("[Molden Format]\n" + atoms_section(molecule)));
  EIGENLAKE_RETURN_IF_ERROR(sink(functions_section(molecule, basis) + "[MO]\n"));
  const std::vector<Index> rows = rows_in_molden_order(molecule, basis);
  for (const OrbitalList& list : orbital_lists(molecule, scf))
    for (Index orbital = 0; orbital < list.energies.size(); ++orbital)
      EIGENLAKE_RETURN_IF_ERROR(sink(orbital_entry(list, orbital, rows)));
  return {};
}

}  // namespace eigenlake
