// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "eigenlake/chem/export/fcidump.h"

namespace eigenlake {

inline std::string text_of(const MolecularHamiltonian& hamiltonian) {
  std::string text;
  const auto append = [&](std::string_view piece) -> Result<> {
    text += piece;
    return {};
  };
  EXPECT_TRUE(write_fcidump(hamiltonian, append));
  return text;
}

/// Reads the format as its paper describes it, on its own.
inline MolecularHamiltonian read_back(const std::string& text) {
  MolecularHamiltonian read;
  int electrons = 0, twice_spin = 0;
  EXPECT_EQ(
      std::sscanf(text.c_str(), "&FCI NORB=%d,NELEC=%d,MS2=%d", &read.num_orbitals, &electrons, &twice_spin),
      3);
  const int n = read.num_orbitals;
  read.num_alpha = (electrons + twice_spin) / 2;
  read.num_beta = (electrons - twice_spin) / 2;
  read.one_body = Eigen::MatrixXd::Zero(n, n);
  read.orbital_energies = Eigen::VectorXd::Zero(n);
  read.two_body.assign(static_cast<size_t>(n) * n * n * n, 0.0);
  const auto set = [&](double value, int p, int q, int r, int s) {
    for (const auto& [a, b] : {std::pair{p, q}, {q, p}})
      for (const auto& [c, d] : {std::pair{r, s}, {s, r}}) {
        read.two_body[static_cast<size_t>(((a * n + b) * n + c) * n + d)] = value;
        read.two_body[static_cast<size_t>(((c * n + d) * n + a) * n + b)] = value;
      }
  };
  std::istringstream lines(text.substr(text.find("&END") + 4));
  double value = 0.0;
  for (int p = 0, q = 0, r = 0, s = 0; lines >> value >> p >> q >> r >> s;) {
    if (r > 0)
      set(value, p - 1, q - 1, r - 1, s - 1);
    else if (p > 0)
      read.one_body(p - 1, q - 1) = read.one_body(q - 1, p - 1) = value;
    else
      read.constant = value;
  }
  return read;
}

}  // namespace eigenlake
