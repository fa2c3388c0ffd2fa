// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/repulsion_integrals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

extern "C" {
#include <cint.h>
#include <cint_funcs.h>
}

namespace eigenlake {
namespace {

constexpr size_t kSerialShellPairs = 32;  // below, a loop costs less than waking threads

using Quartet = std::array<int, 4>;  // shells i >= j, k >= l, and the pair ij not before kl

/// The integral library, with what it needs to know of all shells.
class IntegralLibrary {
 public:
  explicit IntegralLibrary(CintInput& input) : input_(input) {
    int2e_optimizer(&optimizer_, input.atoms.data(), input.num_atoms(), input.shells.data(),
                    input.num_shells(), input.pool.data());
    // Both sizes are sums of products over the four shells, so one of the quartets (ii|ii) needs the most.
    for (int i = 0; i < input.num_shells(); ++i) {
      scratch_size_ = std::max(scratch_size_, static_cast<size_t>(compute({i, i, i, i}, nullptr, nullptr)));
      buffer_size_ = std::max(buffer_size_, static_cast<size_t>(std::pow(input.size_of(i), 4)));
    }
  }
  ~IntegralLibrary() { CINTdel_optimizer(&optimizer_); }
  IntegralLibrary(const IntegralLibrary&) = delete;
  IntegralLibrary& operator=(const IntegralLibrary&) = delete;

  size_t buffer_size() const { return buffer_size_; }
  size_t scratch_size() const { return scratch_size_; }

  /// Zero where all integrals are; without `out`, the scratch that it needs.
  CACHE_SIZE_T compute(const Quartet& quartet, double* out, double* scratch) const {
    int shells[4] = {quartet[3], quartet[2], quartet[1], quartet[0]};  // its first index runs fastest
    return int2e_sph(out, nullptr, shells, input_.atoms.data(), input_.num_atoms(), input_.shells.data(),
                     input_.num_shells(), input_.pool.data(), optimizer_, scratch);
  }

 private:
  CintInput& input_;
  CINTOpt* optimizer_ = nullptr;
  size_t buffer_size_ = 0, scratch_size_ = 0;
};

/// Computes one quartet after another in buffers of its own.
class QuartetEngine {
 public:
  explicit QuartetEngine(const IntegralLibrary& library)
      : library_(library),
        buffer_(std::make_unique_for_overwrite<double[]>(library.buffer_size())),
        scratch_(std::make_unique_for_overwrite<double[]>(library.scratch_size())) {}

  /// [i, j, k, l], the last index running fastest; null where all are exactly zero. Valid until the next
  /// call.
  const double* compute(const Quartet& quartet) {
    return library_.compute(quartet, buffer_.get(), scratch_.get()) != 0 ? buffer_.get() : nullptr;
  }

 private:
  const IntegralLibrary& library_;
  std::unique_ptr<double[]> buffer_, scratch_;
};

/// Copies the integrals of a quartet to their rows, each of those that occur twice in it once.
void store_quartet(const CintInput& input, const Quartet& quartet, const double* next, EriTensor& eri) {
  const auto [i, j, k, l] = quartet;
  const auto& first = input.first_function;
  for (int p = first[i]; p < first[i + 1]; ++p)
    for (int q = first[j]; q < first[j + 1]; ++q) {
      const size_t pq = EriTensor::pair_index(p, q);
      for (int r = first[k]; r < first[k + 1]; ++r, next += input.size_of(l)) {
        if (p < q) continue;
        const size_t rs = EriTensor::pair_index(r, first[l]);
        const int count = std::min(input.size_of(l), r - first[l] + 1);
        if (i != k) {
          std::copy_n(next, count, eri.row(pq) + rs);
          continue;
        }
        for (int s = 0; s < count; ++s)
          if (rs + s <= pq)
            eri.row(pq)[rs + s] = next[s];
          else if (j != l)
            eri.row(rs + s)[pq] = next[s];
      }
    }
}

/// On one atom, integrals of functions whose product is odd under inversion vanish.
bool vanishes_by_parity(const CintInput& input, const Quartet& quartet) {
  const auto [i, j, k, l] = quartet;
  const int atom = input.atom_of(i);
  if (input.atom_of(j) != atom || input.atom_of(k) != atom || input.atom_of(l) != atom) return false;
  return (input.momentum_of(i) + input.momentum_of(j) + input.momentum_of(k) + input.momentum_of(l)) % 2 != 0;
}

/// max √(pq|pq) over the functions of a shell pair: bounds of two pairs multiply to one of their integrals.
double schwarz_bound(const CintInput& input, QuartetEngine& engine, int i, int j) {
  const double* integrals = engine.compute({i, j, i, j});
  if (integrals == nullptr) return 0.0;
  const size_t size = size_t(input.size_of(i)) * input.size_of(j);
  double largest = 0.0;
  for (size_t pq = 0; pq < size; ++pq) largest = std::max(largest, integrals[pq * (size + 1)]);
  return std::sqrt(largest);
}

/// One pass over the shell pairs: their bounds first, then all quartets.
class RepulsionIntegrals {
 public:
  RepulsionIntegrals(CintInput& input, ThreadPool* pool, double negligible, const StopRequest& stop)
      : input_(input),
        pool_(pool),
        negligible_(negligible),
        stop_(stop),
        library_(input),
        eri_(input.num_functions()) {
    // The longest tasks first, so that the threads end together.
    for (int i = input.num_shells() - 1; i >= 0; --i)
      for (int j = i; j >= 0; --j) pairs_.emplace_back(i, j);
    bounds_.resize(pairs_.size());
  }

  EriTensor compute() && {
    for_each_pair([this](int i, int j) {
      QuartetEngine engine(library_);
      bounds_[EriTensor::pair_index(i, j)] = schwarz_bound(input_, engine, i, j);
    });
    for_each_pair([this](int i, int j) { compute_pair(i, j); });
    return std::move(eri_);
  }

 private:
  template <typename Task>
  void for_each_pair(const Task& task) {
    const auto nth = [&](size_t t) {
      if (!is_stopped(stop_)) task(pairs_[t].first, pairs_[t].second);
    };
    if (pool_ != nullptr && pairs_.size() > kSerialShellPairs)
      pool_->run(pairs_.size(), nth);
    else
      for (size_t t = 0; t < pairs_.size(); ++t) nth(t);
  }

  /// With the pairs kl up to ij.
  void compute_pair(int i, int j) {
    QuartetEngine engine(library_);
    const double bound = bounds_[EriTensor::pair_index(i, j)];
    for (int k = 0; k <= i; ++k)
      for (int l = 0; l <= (k == i ? j : k); ++l) {
        if (bound * bounds_[EriTensor::pair_index(k, l)] < negligible_) continue;
        const Quartet quartet = {i, j, k, l};
        if (vanishes_by_parity(input_, quartet)) continue;
        if (const double* integrals = engine.compute(quartet))
          store_quartet(input_, quartet, integrals, eri_);
      }
  }

  CintInput& input_;
  ThreadPool* pool_;
  double negligible_;
  const StopRequest& stop_;
  IntegralLibrary library_;
  std::vector<std::pair<int, int>> pairs_;
  std::vector<double> bounds_;
  EriTensor eri_;
};

}  // namespace

EriTensor repulsion_integrals(CintInput& input, ThreadPool* pool, double negligible,
                              const StopRequest& stop) {
  return RepulsionIntegrals(input, pool, negligible, stop).compute();
}

}  // namespace eigenlake
