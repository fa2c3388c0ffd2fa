// SPDX-License-Identifier: Apache-2.0
// What DeterminantHamiltonian knows before it is applied.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/determinants/determinant_hamiltonian.h"
#include "eigenlake/determinants/panel.h"

namespace eigenlake {

DeterminantHamiltonian::DeterminantHamiltonian(const MolecularHamiltonian& hamiltonian,
                                               const SpinStrings& alpha, const SpinStrings& beta,
                                               ThreadPool* pool, StopRequest stop)
    : symmetry_(alpha.num_irreps() > 1 ? alpha.symmetry() : find_orbital_symmetry(hamiltonian)),
      num_irreps_(static_cast<size_t>(symmetry_.num_irreps)),
      num_blocks_(static_cast<size_t>(alpha.num_irreps())),
      num_pairs_(static_cast<size_t>(hamiltonian.num_orbitals) * (hamiltonian.num_orbitals + 1) / 2),
      constant_(hamiltonian.constant),
      pool_(pool),
      stop_(std::move(stop)),
      signed_integrals_(make_integrals(hamiltonian)),
      num_alpha_(static_cast<size_t>(alpha.num_electrons())),
      alpha_(make_tables(hamiltonian, alpha)),
      beta_(make_tables(hamiltonian, beta)) {
  EIGENLAKE_ASSERT(alpha.num_orbitals() == hamiltonian.num_orbitals &&
                   beta.num_orbitals() == hamiltonian.num_orbitals);
  occupied_alpha_.reserve(alpha.size() * num_alpha_);
  for (size_t row = 0; row < alpha.size(); ++row)
    for (const int orbital : occupied_orbitals(alpha.occupation(row))) occupied_alpha_.push_back(orbital);
  make_row_groups(alpha);
}

/// Integrals that symmetry forbids are 0.
std::vector<double> DeterminantHamiltonian::make_integrals(const MolecularHamiltonian& hamiltonian) const {
  std::vector<double> integrals(num_pairs_ * num_pairs_ * 2);
  const int n = hamiltonian.num_orbitals;
  for (int r = 0; r < n; ++r)
    for (int s = 0; s <= r; ++s)
      for (int p = 0; p < n; ++p)
        for (int q = 0; q <= p; ++q) {
          const double value = hamiltonian.eri(p, q, r, s);
          const bool is_zero =
              std::abs(value) < kNegligibleIntegral || symmetry_.of_pair(p, q) != symmetry_.of_pair(r, s);
          double* entry = &integrals[(pair_index(r, s) * num_pairs_ + pair_index(p, q)) * 2];
          entry[0] = is_zero ? 0.0 : value;
          entry[1] = -entry[0];
        }
  return integrals;
}

DeterminantHamiltonian::SpinTables DeterminantHamiltonian::make_tables(
    const MolecularHamiltonian& hamiltonian, const SpinStrings& strings) const {
  SpinTables tables{SpinMatrix(hamiltonian, strings, stop_), {}, {}, {}, {}};
  add_neighbours(strings, tables);
  add_fields(strings, tables);
  return tables;
}

void DeterminantHamiltonian::add_neighbours(const SpinStrings& strings, SpinTables& tables) const {
  tables.neighbours = eigenlake::neighbours_of(strings, symmetry_);
  tables.neighbours_begin.reserve(strings.size() * num_irreps_ + 1);
  std::vector<size_t> irrep_of(num_pairs_);
  for (int p = 0; p < strings.num_orbitals(); ++p)
    for (int q = 0; q <= p; ++q) irrep_of[pair_index(p, q)] = symmetry_.of_pair(p, q);
  const size_t of_each = tables.neighbours.size() / strings.size();
  size_t next = 0;
  for (size_t own = 0; own < num_blocks_; ++own)
    for (size_t index = strings.begin_of(own); index < strings.begin_of(own + 1); ++index)
      for (size_t irrep = 0; irrep < num_irreps_; ++irrep) {
        tables.neighbours_begin.push_back(next);
        const auto first = static_cast<uint32_t>(strings.begin_of(block_of(own ^ irrep)));
        for (; next < (index + 1) * of_each && irrep_of[tables.neighbours[next].pair()] == irrep; ++next)
          tables.neighbours[next].string -= first;
      }
  tables.neighbours_begin.push_back(next);
}

void DeterminantHamiltonian::add_fields(const SpinStrings& strings, SpinTables& tables) const {
  std::vector<double> field(strings.size());
  for (size_t pair = 0; pair < num_pairs_; ++pair) {
    for (size_t index = 0; index < strings.size(); ++index) {
      field[index] = 0.0;
      for (OccupationMask rest = strings.occupation(index); rest != 0; rest &= rest - 1) {
        const int r = std::countr_zero(rest);
        field[index] += signed_integrals_[(pair_index(r, r) * num_pairs_ + pair) * 2];
      }
    }
    const bool is_zero = std::ranges::all_of(field, [](double x) { return x == 0.0; });
    tables.fields_begin.push_back(is_zero ? kNoField : tables.fields.size());
    if (!is_zero) tables.fields.insert(tables.fields.end(), field.begin(), field.end());
  }
}

void DeterminantHamiltonian::make_row_groups(const SpinStrings& alpha) {
  for (size_t irrep = 0; irrep < num_blocks_; ++irrep)
    for (size_t begin = 0; begin < alpha.count_of(irrep); begin += kPanelRows) {
      RowGroup group{irrep, begin, std::min(alpha.count_of(irrep), begin + kPanelRows), {}};
      make_batches(alpha, group);
      row_groups_.push_back(std::move(group));
    }
}

void DeterminantHamiltonian::make_batches(const SpinStrings& alpha, RowGroup& group) const {
  std::vector<RowBatch> batches(num_pairs_);
  for (size_t to = group.begin; to < group.end; ++to)
    for (size_t irrep = 0; irrep < num_irreps_; ++irrep) {
      const size_t string = alpha.begin_of(group.irrep) + to;
      for (const StringNeighbour& neighbour : alpha_.neighbours_of(string * num_irreps_ + irrep)) {
        RowBatch& batch = batches[neighbour.pair()];
        batch.irrep = irrep;
        batch.from.push_back(neighbour.string);
        batch.to.push_back(static_cast<uint32_t>(to));
        batch.sign.push_back(neighbour.sign());
      }
    }
  for (size_t pair = 0; pair < num_pairs_; ++pair) {
    if (batches[pair].from.empty()) continue;
    batches[pair].pair = static_cast<uint32_t>(pair);
    group.batches.push_back(std::move(batches[pair]));
  }
}

uint64_t DeterminantHamiltonian::memory_bytes(int num_orbitals, int num_alpha, int num_beta, double share) {
  const double pairs = num_orbitals * (num_orbitals + 1) / 2.0;
  const auto bytes_of_spin = [&](int electrons) -> double {
    const int empty = num_orbitals - electrons;
    const double singles = double(electrons) * empty;
    const double doubles = double(binomial(electrons, 2)) * double(binomial(empty, 2));
    return double(binomial(num_orbitals, electrons)) *
           ((16 + 24 * share) * singles + 12 * share * doubles + 8 * share * pairs + 64);
  };
  const double rows = double(binomial(num_orbitals, num_alpha));
  const double columns = double(binomial(num_orbitals, num_beta));
  // One panel for each block of rows and each block of columns; a square space shares them.
  const double by_rows = (rows + kPanelRows) * columns, by_columns = rows * (columns + kPanelRows);
  const double panels = (rows == columns ? by_rows : by_rows + by_columns) * sizeof(double) * share;
  const double total =
      bytes_of_spin(num_alpha) + bytes_of_spin(num_beta) + panels + pairs * pairs * 2 * sizeof(double);
  return total < 0x1p63 ? static_cast<uint64_t>(total) : std::numeric_limits<uint64_t>::max();
}

}  // namespace eigenlake
