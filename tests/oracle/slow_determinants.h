// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <map>

#include "eigenlake/chem/molecular_hamiltonian.h"

/// A slow implementation of the determinants module: creation and annihilation operators act on one
/// determinant after the other, all alpha operators left of the beta ones. For some hundred determinants.
namespace eigenlake::oracle {

/// Alpha and beta occupations; bit p is orbital p.
using Occupations = std::array<uint64_t, 2>;
using SlowState = std::map<Occupations, double>;

/// The sign of a or a† of a spin orbital from the electrons left of it; flips its bit. 0 if the electron is
/// missing, or already there.
inline double act(Occupations& occupations, int spin, int orbital, bool creates) {
  const uint64_t bit = uint64_t{1} << orbital;
  const bool is_there = (occupations[spin] & bit) != 0;
  if (is_there == creates) return 0.0;
  int before = std::popcount(occupations[spin] & (bit - 1));
  if (spin == 1) before += std::popcount(occupations[0]);
  occupations[spin] ^= bit;
  return before % 2 == 0 ? 1.0 : -1.0;
}

/// a†_p a_q of one spin.
struct Pair {
  int spin, p, q;
};

/// target += factor · the product of the pairs, the last of which acts first, on one determinant.
inline void add_pairs(Occupations occupations, double factor, std::initializer_list<Pair> pairs,
                      SlowState& target) {
  for (auto pair = std::rbegin(pairs); pair != std::rend(pairs) && factor != 0.0; ++pair) {
    factor *= act(occupations, pair->spin, pair->q, false);
    if (factor != 0.0) factor *= act(occupations, pair->spin, pair->p, true);
  }
  if (factor != 0.0) target[occupations] += factor;
}

/// H |state⟩ as MolecularHamiltonian defines it.
inline SlowState slow_hamiltonian(const MolecularHamiltonian& h, const SlowState& state) {
  SlowState result;
  const int n = h.num_orbitals;
  for (const auto& [occupations, amplitude] : state) {
    result[occupations] += h.constant * amplitude;
    for (int p = 0; p < n; ++p)
      for (int q = 0; q < n; ++q)
        for (const int spin : {0, 1}) {
          add_pairs(occupations, amplitude * h.one_body(p, q), {{spin, p, q}}, result);
          for (int r = 0; r < n; ++r)
            for (int s = 0; s < n; ++s)
              for (const int other : {0, 1})
                add_pairs(occupations, 0.5 * amplitude * h.eri(p, q, r, s), {{spin, p, q}, {other, r, s}},
                          result);
          for (int s = 0; s < n; ++s)
            add_pairs(occupations, -0.5 * amplitude * h.eri(p, q, q, s), {{spin, p, s}}, result);
        }
  }
  return result;
}

/// S² |state⟩ = (S₋ S₊ + Sz (Sz + 1)) |state⟩.
inline SlowState slow_spin_squared(int num_orbitals, const SlowState& state) {
  SlowState result;
  for (const auto& [occupations, amplitude] : state) {
    const double sz = 0.5 * (std::popcount(occupations[0]) - std::popcount(occupations[1]));
    result[occupations] += sz * (sz + 1.0) * amplitude;
    for (int p = 0; p < num_orbitals; ++p)
      for (int q = 0; q < num_orbitals; ++q) {
        // a†_pβ a_pα a†_qα a_qβ
        Occupations moved = occupations;
        double factor = amplitude * act(moved, 1, q, false);
        if (factor != 0.0) factor *= act(moved, 0, q, true);
        if (factor != 0.0) factor *= act(moved, 0, p, false);
        if (factor != 0.0) factor *= act(moved, 1, p, true);
        if (factor != 0.0) result[moved] += factor;
      }
  }
  return result;
}

}  // namespace eigenlake::oracle
