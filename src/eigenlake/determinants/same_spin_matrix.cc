#include "eigenlake/determinants/same_spin_matrix.h"

#include <algorithm>

namespace eigenlake {
namespace {

struct Entry {
  uint32_t column;
  double value;
};

/// Slater–Condon rules for one spin, with the electrons of `string` as the row.
class RowBuilder {
 public:
  RowBuilder(const MolecularHamiltonian& hamiltonian, const StringSpace& strings)
      : h_(hamiltonian), strings_(strings) {}

  std::vector<Entry> build(OccupationMask string) {
    occupied_ = occupied_orbitals(string);
    empty_ = empty_orbitals(string, strings_.num_orbitals());
    entries_ = {{index_of(string), diagonal()}};
    for (const int p : occupied_)
      for (const int q : empty_) add_single(string, p, q);
    for (size_t i = 0; i < occupied_.size(); ++i)
      for (size_t j = 0; j < i; ++j) add_doubles(string, occupied_[j], occupied_[i]);
    std::ranges::sort(entries_, {}, &Entry::column);
    return std::move(entries_);
  }

 private:
  uint32_t index_of(OccupationMask mask) const { return static_cast<uint32_t>(strings_.index_of(mask)); }

  static OccupationMask moved(OccupationMask mask, int from, int to) {
    return (mask ^ (OccupationMask{1} << from)) | (OccupationMask{1} << to);
  }

  double diagonal() const {
    double energy = 0.0;
    for (const int p : occupied_) {
      energy += h_.one_body(p, p);
      for (const int q : occupied_) energy += 0.5 * (h_.eri(p, p, q, q) - h_.eri(p, q, q, p));
    }
    return energy;
  }

  void add_single(OccupationMask string, int p, int q) {
    double value = h_.one_body(p, q);
    for (const int r : occupied_) value += h_.eri(p, q, r, r) - h_.eri(p, r, r, q);
    add(moved(string, p, q), excitation_sign(string, p, q) * value);
  }

  void add_doubles(OccupationMask string, int p, int r) {
    for (size_t i = 0; i < empty_.size(); ++i)
      for (size_t j = 0; j < i; ++j) {
        const int q = empty_[j];
        const int s = empty_[i];
        const OccupationMask once = moved(string, p, q);
        const double sign = excitation_sign(string, p, q) * excitation_sign(once, r, s);
        add(moved(once, r, s), sign * (h_.eri(p, q, r, s) - h_.eri(p, s, r, q)));
      }
  }

  void add(OccupationMask mask, double value) {
    if (value != 0.0) entries_.push_back({index_of(mask), value});
  }

  const MolecularHamiltonian& h_;
  const StringSpace& strings_;
  std::vector<int> occupied_;
  std::vector<int> empty_;
  std::vector<Entry> entries_;
};

}  // namespace

SameSpinMatrix::SameSpinMatrix(const MolecularHamiltonian& hamiltonian, const StringSpace& strings,
                               const StopRequest& stop)
    : start_{0} {
  RowBuilder builder(hamiltonian, strings);
  for (size_t row = 0; row < strings.size(); ++row) {
    if (is_stopped(stop)) {
      start_.push_back(columns_.size());
      continue;
    }
    for (const Entry& entry : builder.build(strings.mask(row))) {
      columns_.push_back(entry.column);
      values_.push_back(entry.value);
    }
    start_.push_back(columns_.size());
  }
}

double SameSpinMatrix::element(size_t row, size_t column) const {
  const auto all = columns(row);
  const auto found = std::ranges::lower_bound(all, column);
  if (found == all.end() || *found != column) return 0.0;
  return values(row)[static_cast<size_t>(found - all.begin())];
}

}  // namespace eigenlake
