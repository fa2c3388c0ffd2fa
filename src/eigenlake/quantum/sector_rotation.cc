#include "eigenlake/quantum/sector_rotation.h"

#include <array>
#include <cmath>
#include <map>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// Pairs below which a rotation is not cut into chunks: waking the threads would cost more.
constexpr size_t kMinPairsForChunks = 30000;
constexpr size_t kNumChunks = 16;

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

/// Gives each distinct pattern one index, in order of first use.
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

SectorRotations::SectorRotations(const UccsdAnsatz& ansatz, const SpinStrings& alpha, const SpinStrings& beta,
                                 ThreadPool* pool)
    : num_alpha_strings_(alpha.size()), num_beta_strings_(beta.size()), pool_(pool) {
  const int n = ansatz.num_orbitals();
  PatternTable alpha_patterns, beta_patterns;
  for (const FermionicExcitation& excitation : ansatz.excitations()) {
    const Pattern alpha_part = pattern_of(excitation, 0, n), beta_part = pattern_of(excitation, n, n);
    rotations_.push_back({alpha_part[0].empty() ? kIdentity : alpha_patterns.index_of(alpha_part),
                          beta_part[0].empty() ? kIdentity : beta_patterns.index_of(beta_part)});
  }
  const auto list = [](const SpinStrings& strings, const PatternTable& table, std::vector<Moves>& all) {
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
}

double SectorRotations::memory_bytes(int num_orbitals, int num_electrons) {
  constexpr double kBytesOfMove = 16;
  const int empty = num_orbitals - num_electrons;
  const double singles = double(num_electrons) * empty;
  const double doubles = double(binomial(num_electrons, 2)) * double(binomial(empty, 2));
  return kBytesOfMove * (singles * double(binomial(num_orbitals - 2, num_electrons - 1)) +
                         doubles * double(binomial(num_orbitals - 4, num_electrons - 2)));
}

template <typename Kernel>
double SectorRotations::for_rows(const Rotation& rotation, const Kernel& kernel) const {
  const size_t rows =
      rotation.alpha == kIdentity ? num_alpha_strings_ : alpha_moves_[rotation.alpha].from.size();
  const size_t columns =
      rotation.beta == kIdentity ? num_beta_strings_ : beta_moves_[rotation.beta].from.size();
  if (pool_ == nullptr || rows * columns < kMinPairsForChunks) return kernel(size_t{0}, rows);
  std::array<double, kNumChunks> sums{};
  pool_->run(kNumChunks, [&](size_t chunk) {
    sums[chunk] = kernel(rows * chunk / kNumChunks, rows * (chunk + 1) / kNumChunks);
  });
  double sum = 0.0;
  for (const double part : sums) sum += part;
  return sum;
}

void SectorRotations::apply(size_t index, double theta, double* state) const {
  if (theta == 0.0) return;
  const Rotation& rotation = rotations_[index];
  const double cosine = std::cos(theta), sine = std::sin(theta);
  const size_t row_length = num_beta_strings_;
  for_rows(rotation, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) {
      double *low = state + row * row_length, *high = low, row_sine = sine;
      if (rotation.alpha != kIdentity) {
        const Moves& alpha = alpha_moves_[rotation.alpha];
        low = state + alpha.from[row] * row_length;
        high = state + alpha.to[row] * row_length;
        row_sine *= alpha.sign[row];
      }
      if (rotation.beta == kIdentity) {
        rotate_rows(low, high, row_length, cosine, row_sine);
        continue;
      }
      const Moves& beta = beta_moves_[rotation.beta];
      for (size_t k = 0; k < beta.from.size(); ++k) {
        double &x = low[beta.from[k]], &y = high[beta.to[k]];
        const double before = x, signed_sine = row_sine * beta.sign[k];
        x = cosine * before - signed_sine * y;
        y = cosine * y + signed_sine * before;
      }
    }
    return 0.0;
  });
}

double SectorRotations::unapply(size_t index, double theta, double* state, double* dual) const {
  const Rotation& rotation = rotations_[index];
  const double cosine = std::cos(theta), sine = -std::sin(theta);
  const size_t row_length = num_beta_strings_;
  return for_rows(rotation, [&](size_t begin, size_t end) {
    double sum = 0.0;
    for (size_t row = begin; row < end; ++row) {
      size_t low = row * row_length, high = low;
      double row_sign = 1.0, row_sum = 0.0;
      if (rotation.alpha != kIdentity) {
        const Moves& alpha = alpha_moves_[rotation.alpha];
        low = alpha.from[row] * row_length;
        high = alpha.to[row] * row_length;
        row_sign = alpha.sign[row];
      }
      if (rotation.beta == kIdentity) {
        sum += row_sign * overlap_of_rows(state + low, state + high, dual + low, dual + high, row_length);
        if (theta == 0.0) continue;
        rotate_rows(state + low, state + high, row_length, cosine, row_sign * sine);
        rotate_rows(dual + low, dual + high, row_length, cosine, row_sign * sine);
        continue;
      }
      const Moves& beta = beta_moves_[rotation.beta];
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
      sum += row_sign * row_sum;
    }
    return sum;
  });
}

}  // namespace eigenlake
