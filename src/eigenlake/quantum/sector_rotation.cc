// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/sector_rotation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

using Pattern = std::array<std::vector<int>, 2>;  // from, to

/// The part of an excitation that acts on the spin with orbitals offset … offset + n − 1.
Pattern pattern_of(const FermionicExcitation& excitation, int offset, int n) {
  Pattern pattern;
  for (size_t k = 0; k < 2; ++k) {
    if (excitation.from[k] >= offset && excitation.from[k] < offset + n)
      pattern[0].push_back(excitation.from[k] - offset);
    if (excitation.to[k] >= offset && excitation.to[k] < offset + n)
      pattern[1].push_back(excitation.to[k] - offset);
  }
  return pattern;
}

/// Numbers distinct patterns in order of first use.
class PatternTable {
 public:
  int index_of(const Pattern& pattern) {
    return indices_.try_emplace(pattern, static_cast<int>(indices_.size())).first->second;
  }
  const std::map<Pattern, int>& patterns() const { return indices_; }

 private:
  std::map<Pattern, int> indices_;
};

void rotate_rows(double* __restrict x, double* __restrict y, size_t count, double cosine, double sine) {
  for (size_t k = 0; k < count; ++k) {
    const double low = x[k], high = y[k];
    x[k] = cosine * low - sine * high;
    y[k] = cosine * high + sine * low;
  }
}

double overlap_of_rows(const double* __restrict x, const double* __restrict y, const double* __restrict u,
                       const double* __restrict v, size_t count) {
  double sum = 0.0;
  for (size_t k = 0; k < count; ++k) sum += v[k] * x[k] - u[k] * y[k];
  return sum;
}

}  // namespace

SectorRotations::SectorRotations(std::span<const FermionicExcitation> excitations, const SpinStrings& alpha,
                                 const SpinStrings& beta, ThreadPool* pool)
    : block_(DeterminantLayout(alpha, beta).block(0)), pool_(pool) {
  const int n = alpha.num_orbitals();
  PatternTable alpha_patterns, beta_patterns;
  for (const FermionicExcitation& excitation : excitations) {
    const Pattern alpha_part = pattern_of(excitation, 0, n), beta_part = pattern_of(excitation, n, n);
    rotations_.push_back({alpha_part[0].empty() ? kIdentity : alpha_patterns.index_of(alpha_part),
                          beta_part[0].empty() ? kIdentity : beta_patterns.index_of(beta_part)});
  }
  const auto list = [](const SpinStrings& strings, const PatternTable& table, std::vector<StringPairs>& all) {
    all.resize(table.patterns().size());
    for (const auto& [pattern, index] : table.patterns())
      for (const StringMove& move : moves_of(strings, pattern[0], pattern[1])) {
        all[index].from.push_back(move.from);
        all[index].to.push_back(move.to);
        all[index].sign.push_back(move.sign);
      }
  };
  list(alpha, alpha_patterns, alpha_moves_);
  list(beta, beta_patterns, beta_moves_);
  const bool alone =
      pool == nullptr || block_.num_rows * block_.num_columns < DeterminantLayout::kMinForThreadsInRotations;
  runs_ = make_excitation_runs(row_patterns(), alpha_moves_, block_.num_rows,
                               alone ? 1 : static_cast<size_t>(pool->num_threads()));
}

double SectorRotations::memory_bytes(int num_orbitals, int num_electrons) {
  constexpr double kBytesOfMove = 16;
  const int empty = num_orbitals - num_electrons;
  const double singles = double(num_electrons) * empty;
  const double doubles = double(binomial(num_electrons, 2)) * double(binomial(empty, 2));
  return kBytesOfMove * (singles * double(binomial(num_orbitals - 2, num_electrons - 1)) +
                         doubles * double(binomial(num_orbitals - 4, num_electrons - 2)));
}

std::vector<RowPattern> SectorRotations::row_patterns() const {
  std::vector<RowPattern> patterns;
  for (const Rotation& rotation : rotations_) {
    const size_t columns =
        rotation.beta == kIdentity ? block_.num_columns : beta_moves_[rotation.beta].from.size();
    patterns.push_back({rotation.alpha, static_cast<double>(columns)});
  }
  return patterns;
}

SectorRotations::RowPair SectorRotations::rows_of(const Rotation& rotation, size_t item) const {
  if (rotation.alpha == kIdentity) return {item * block_.stride, item * block_.stride, 1.0};
  const StringPairs& alpha = alpha_moves_[rotation.alpha];
  return {alpha.from[item] * block_.stride, alpha.to[item] * block_.stride, alpha.sign[item]};
}

void SectorRotations::for_groups(const ExcitationRun& run, const std::function<void(size_t)>& task) const {
  if (pool_ != nullptr && run.num_groups > 1) return pool_->run_with_affinity(run.num_groups, task);
  for (size_t group = 0; group < run.num_groups; ++group) task(group);
}

void SectorRotations::turn(const Rotation& rotation, Rotor rotor, std::span<const uint32_t> items,
                           double* state) const {
  for (const uint32_t item : items) {
    const RowPair rows = rows_of(rotation, item);
    double *low = state + rows.low, *high = state + rows.high;
    const double row_sine = rotor.sine * rows.sign;
    if (rotation.beta == kIdentity) {
      rotate_rows(low, high, block_.num_columns, rotor.cosine, row_sine);
      continue;
    }
    const StringPairs& beta = beta_moves_[rotation.beta];
    for (size_t k = 0; k < beta.from.size(); ++k) {
      double &x = low[beta.from[k]], &y = high[beta.to[k]];
      const double before = x, signed_sine = row_sine * beta.sign[k];
      x = rotor.cosine * before - signed_sine * y;
      y = rotor.cosine * y + signed_sine * before;
    }
  }
}

void SectorRotations::apply(std::span<const double> angles, double* state) const {
  std::vector<Rotor> rotors;
  for (const double angle : angles) rotors.push_back({std::cos(angle), std::sin(angle)});
  for (const ExcitationRun& run : runs_)
    for_groups(run, [&](size_t group) {
      for (size_t k = run.begin; k < run.end; ++k)
        if (angles[k] != 0.0)
          turn(rotations_[k], rotors[k], run.groupings[run.grouping_of[k - run.begin]].of_group(group),
               state);
    });
}

/// slopes: [items of the excitation]
void SectorRotations::turn_back(const Rotation& rotation, Rotor rotor, std::span<const uint32_t> items,
                                double* state, double* dual, double* slopes) const {
  const double cosine = rotor.cosine, sine = -rotor.sine;
  for (const uint32_t item : items) {
    const auto [low, high, row_sign] = rows_of(rotation, item);
    if (rotation.beta == kIdentity) {
      slopes[item] =
          row_sign * overlap_of_rows(state + low, state + high, dual + low, dual + high, block_.num_columns);
      if (sine == 0.0) continue;
      rotate_rows(state + low, state + high, block_.num_columns, cosine, row_sign * sine);
      rotate_rows(dual + low, dual + high, block_.num_columns, cosine, row_sign * sine);
      continue;
    }
    const StringPairs& beta = beta_moves_[rotation.beta];
    double row_sum = 0.0;
    for (size_t k = 0; k < beta.from.size(); ++k) {
      double &x = state[low + beta.from[k]], &y = state[high + beta.to[k]];
      double &u = dual[low + beta.from[k]], &v = dual[high + beta.to[k]];
      const double sign = beta.sign[k], signed_sine = row_sign * sine * sign;
      const double x0 = x, u0 = u;
      row_sum += sign * (v * x0 - u0 * y);
      x = cosine * x0 - signed_sine * y;
      y = cosine * y + signed_sine * x0;
      u = cosine * u0 - signed_sine * v;
      v = cosine * v + signed_sine * u0;
    }
    slopes[item] = row_sign * row_sum;
  }
}

void SectorRotations::unapply(std::span<const double> angles, double* state, double* dual,
                              std::span<double> slopes) const {
  std::vector<double> item_slopes;  // summed in one order for any number of threads
  for (size_t r = runs_.size(); r-- > 0;) {
    const ExcitationRun& run = runs_[r];
    item_slopes.resize(std::max(item_slopes.size(), run.first_item.back()));
    std::vector<Rotor> rotors;
    for (size_t k = run.begin; k < run.end; ++k) rotors.push_back({std::cos(angles[k]), std::sin(angles[k])});
    for_groups(run, [&](size_t group) {
      for (size_t k = run.end - run.begin; k-- > 0;)
        turn_back(rotations_[run.begin + k], rotors[k], run.groupings[run.grouping_of[k]].of_group(group),
                  state, dual, item_slopes.data() + run.first_item[k]);
    });
    for (size_t k = run.begin; k < run.end; ++k)
      slopes[k] = std::accumulate(
          item_slopes.begin() + static_cast<ptrdiff_t>(run.first_item[k - run.begin]),
          item_slopes.begin() + static_cast<ptrdiff_t>(run.first_item[k - run.begin + 1]), 0.0);
  }
}

}  // namespace eigenlake
