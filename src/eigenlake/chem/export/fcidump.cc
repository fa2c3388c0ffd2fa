// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/export/fcidump.h"

#include <cmath>
#include <iterator>
#include <string>

#include <fmt/format.h>

namespace eigenlake {
namespace {

constexpr double kSmallestIntegral = 1e-15;  // hartree
constexpr int kSymmetriesPerLine = 24;

std::string header_of(const MolecularHamiltonian& hamiltonian) {
  const int n = hamiltonian.num_orbitals;
  std::string header =
      fmt::format("&FCI NORB={},NELEC={},MS2={},\n ORBSYM=", n, hamiltonian.num_alpha + hamiltonian.num_beta,
                  hamiltonian.num_alpha - hamiltonian.num_beta);
  for (int p = 1; p <= n; ++p) header += p % kSymmetriesPerLine == 0 && p < n ? "1,\n  " : "1,";
  return header + "\n ISYM=1,\n&END\n";
}

void append_line(double value, int p, int q, int r, int s, std::string& lines) {
  fmt::format_to(std::back_inserter(lines), "{:24.16e}{:5}{:5}{:5}{:5}\n", value, p, q, r, s);
}

void append_integral(double value, int p, int q, int r, int s, std::string& lines) {
  if (std::abs(value) >= kSmallestIntegral) append_line(value, p, q, r, s, lines);
}

}  // namespace

Result<> write_fcidump(const MolecularHamiltonian& hamiltonian, const TextSink& sink) {
  EIGENLAKE_RETURN_IF_ERROR(sink(header_of(hamiltonian)));
  const int n = hamiltonian.num_orbitals;
  std::string lines;
  for (int p = 0; p < n; ++p)
    for (int q = 0; q <= p; ++q) {
      lines.clear();
      for (int r = 0; r <= p; ++r)
        for (int s = 0; s <= (r == p ? q : r); ++s)
          append_integral(hamiltonian.eri(p, q, r, s), p + 1, q + 1, r + 1, s + 1, lines);
      EIGENLAKE_RETURN_IF_ERROR(sink(lines));
    }
  lines.clear();
  for (int p = 0; p < n; ++p)
    for (int q = 0; q <= p; ++q) append_integral(hamiltonian.one_body(p, q), p + 1, q + 1, 0, 0, lines);
  append_line(hamiltonian.nuclear_repulsion_energy + hamiltonian.constant, 0, 0, 0, 0, lines);
  return sink(lines);
}

}  // namespace eigenlake
