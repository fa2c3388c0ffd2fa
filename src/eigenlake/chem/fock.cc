// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/fock.h"

#include <cmath>
#include <utility>

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kSerialFunctions = 24;  // up to them a pass costs less than waking threads
constexpr size_t kSlices = 16;        // of a pass, whatever the number of threads, on which no bit may depend

/// Doubles of one register: the compiler's vector extension, so that machines without AVX-512 run the same
/// source.
#if defined(__AVX512F__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif
typedef double Lanes
    __attribute__((vector_size(kLanes * sizeof(double)), aligned(alignof(double)), may_alias));

Lanes lanes_at(const double* values) {
  return *reinterpret_cast<const Lanes*>(values);
}

void add_to(double* values, Lanes summand) {
  *reinterpret_cast<Lanes*>(values) += summand;
}

Lanes broadcast(double value) {
  return value - Lanes{};
}

double sum_of(Lanes lanes) {
#if defined(__AVX512F__)
  const auto four =
      __builtin_shufflevector(lanes, lanes, 0, 1, 2, 3) + __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7);
#else
  const auto four = lanes;
#endif
  const auto two = __builtin_shufflevector(four, four, 0, 1) + __builtin_shufflevector(four, four, 2, 3);
  return two[0] + two[1];
}

/// One in the lanes before `last`, `weight` in that one, zero behind it.
Lanes weights_up_to(int last, double weight) {
  static constexpr double kBefore[16] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  static constexpr double kLast[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
  return lanes_at(kBefore + 8 - last) + weight * lanes_at(kLast + 8 - last);
}

/// Columns are read and written by whole registers.
Index padded(Index num_functions) {
  return (num_functions + kLanes - 1) / kLanes * kLanes;
}

/// The sums of a pass for one density. Each integral is read once and stands for up to eight.
struct Sums {
  Sums(Index num_functions, Index num_pairs)
      : coulomb(VectorXd::Zero(num_pairs)),
        half_exchange(MatrixXd::Zero(padded(num_functions), num_functions)) {}

  VectorXd coulomb;        // [pair]
  MatrixXd half_exchange;  // in the upper rows; K is this and its transpose
};

/// A density as a pass reads it.
struct DensityView {
  MatrixXd square;  // in the upper rows
  VectorXd packed;  // [pair], those off the diagonal doubled
};

DensityView view_of(const MatrixXd& density) {
  const auto n = static_cast<int>(density.rows());
  DensityView view{MatrixXd::Zero(padded(n), n), VectorXd(n * (n + 1) / 2)};
  view.square.topRows(n) = density;
  for (int r = 0; r < n; ++r)
    for (int s = 0; s <= r; ++s)
      view.packed[static_cast<Index>(EriTensor::pair_index(r, s))] = (r == s ? 1.0 : 2.0) * density(r, s);
  return view;
}

/// The end of the row of the pair ij, from kl on. `sum` is what the pairs before add to J_ij.
void add_rest_of_coulomb(const double* row, size_t ij, size_t kl, double sum, const VectorXd& density,
                         VectorXd& coulomb) {
  const double* densities = density.data();
  double* coulombs = coulomb.data();
  for (; kl < ij; ++kl) {
    sum += row[kl] * densities[kl];
    coulombs[kl] += row[kl] * densities[ij];
  }
  coulombs[ij] += sum + row[ij] * densities[ij];
}

/// J_ij = Σ (ij|kl) D_kl and J_kl += (ij|kl) D_ij over the rows of num_rows pairs ij, so that the vectors of
/// all pairs are read and written once for so many rows.
template <int num_rows>
void add_coulomb(const EriTensor& eri, size_t first, const VectorXd& density, VectorXd& coulomb) {
  const double* densities = density.data();
  double* coulombs = coulomb.data();
  const double* rows[num_rows];
  Lanes own[num_rows], sums[num_rows];
  for (int r = 0; r < num_rows; ++r) {
    rows[r] = eri.row(first + r);
    own[r] = broadcast(densities[first + r]);
    sums[r] = Lanes{};
  }
  size_t kl = 0;
  for (; kl + kLanes <= first; kl += kLanes) {
    const Lanes other = lanes_at(densities + kl);
    Lanes sum = {};
#pragma GCC unroll 4
    for (int r = 0; r < num_rows; ++r) {
      const Lanes integrals = lanes_at(rows[r] + kl);
      sums[r] += integrals * other;
      sum += integrals * own[r];
    }
    add_to(coulombs + kl, sum);
  }
  for (int r = 0; r < num_rows; ++r)
    add_rest_of_coulomb(rows[r], first + r, kl, sum_of(sums[r]), density, coulomb);
}

/// One integral joins an index of ij with one of kl in four ways. Here for (ij|k0) … (ij|k,last), all
/// multiplied by `weight` and the last one by `last_weight` too.
void add_exchange_of_run(const double* run, int last, double weight, double last_weight, int i, int j, int k,
                         const MatrixXd& density, MatrixXd& exchange) {
  const double* density_i = density.col(i).data();
  const double* density_j = density.col(j).data();
  double* exchange_i = exchange.col(i).data();
  double* exchange_j = exchange.col(j).data();
  const double density_ik = weight * density_i[k], density_jk = weight * density_j[k];
  Lanes sums_i = {}, sums_j = {};
  const auto add_lanes = [&](int l, Lanes integrals) {
    sums_i += integrals * lanes_at(density_j + l);
    sums_j += integrals * lanes_at(density_i + l);
    add_to(exchange_i + l, integrals * density_jk);
    add_to(exchange_j + l, integrals * density_ik);
  };
  int l = 0;
  for (; l + kLanes <= last; l += kLanes) add_lanes(l, lanes_at(run + l));
  add_lanes(l, lanes_at(run + l) * weights_up_to(last - l, last_weight));
  exchange_i[k] += weight * sum_of(sums_i);
  exchange_j[k] += weight * sum_of(sums_j);
}

/// Over the row of the pair ij. Integrals that are fewer than eight equal ones count for less.
void add_exchange(const double* row, int i, int j, const MatrixXd& density, MatrixXd& exchange) {
  const double weight = i == j ? 0.5 : 1.0;
  for (int k = 0; k <= i; ++k) {
    const int last = k == i ? j : k;
    const double last_weight = (last == k ? 0.5 : 1.0) * (k == i ? 0.5 : 1.0);
    add_exchange_of_run(row + EriTensor::pair_index(k, 0), last, weight, last_weight, i, j, k, density,
                        exchange);
  }
}

enum class Wanted { kCoulomb, kExchange, kBoth };

/// Slices of about as many integrals each.
size_t first_pair_of(size_t slice, size_t num_slices, size_t num_pairs) {
  return static_cast<size_t>(std::sqrt(double(slice) / double(num_slices)) * double(num_pairs));
}

/// The row and column of a pair.
std::pair<int, int> functions_of_pair(size_t pair) {
  auto i = static_cast<size_t>((std::sqrt(8.0 * double(pair) + 1.0) - 1.0) / 2.0);
  while (i * (i + 1) / 2 > pair) --i;
  while ((i + 1) * (i + 2) / 2 <= pair) ++i;
  return {static_cast<int>(i), static_cast<int>(pair - i * (i + 1) / 2)};
}

/// Adds num_rows rows for all densities while they are in the cache.
template <int num_rows>
void add_block(const EriTensor& eri, size_t first, const std::vector<DensityView>& densities, Wanted wanted,
               std::vector<Sums>& sums) {
  for (size_t d = 0; d < densities.size(); ++d) {
    if (wanted != Wanted::kExchange) add_coulomb<num_rows>(eri, first, densities[d].packed, sums[d].coulomb);
    if (wanted == Wanted::kCoulomb) continue;
    for (size_t ij = first; ij < first + num_rows; ++ij) {
      const auto [i, j] = functions_of_pair(ij);
      add_exchange(eri.row(ij), i, j, densities[d].square, sums[d].half_exchange);
    }
  }
}

void add_rows(const EriTensor& eri, size_t first, size_t last, const std::vector<DensityView>& densities,
              Wanted wanted, std::vector<Sums>& sums) {
  constexpr int kRows = 4;
  for (; first + kRows <= last; first += kRows) add_block<kRows>(eri, first, densities, wanted, sums);
  for (; first < last; ++first) add_block<1>(eri, first, densities, wanted, sums);
}

CoulombExchange unpacked(const Sums& sums) {
  const Index n = sums.half_exchange.cols();
  const auto half_exchange = sums.half_exchange.topRows(n);
  CoulombExchange result{MatrixXd(n, n), half_exchange + half_exchange.transpose()};
  for (Index p = 0, pq = 0; p < n; ++p)
    for (Index q = 0; q <= p; ++q, ++pq) result.coulomb(p, q) = result.coulomb(q, p) = sums.coulomb[pq];
  return result;
}

std::vector<CoulombExchange> pass_over(const EriTensor& eri, std::span<const MatrixXd> densities,
                                       Wanted wanted, ThreadPool* pool) {
  const int n = eri.num_functions();
  const size_t num_pairs = eri.num_pairs();
  std::vector<DensityView> views;
  for (const MatrixXd& density : densities) views.push_back(view_of(density));
  const std::vector<Sums> zero(densities.size(), Sums(n, static_cast<Index>(num_pairs)));
  const size_t num_slices = n > kSerialFunctions ? kSlices : 1;
  std::vector<std::vector<Sums>> slices(num_slices, zero);
  const auto add_slice = [&](size_t slice) {
    add_rows(eri, first_pair_of(slice, num_slices, num_pairs),
             first_pair_of(slice + 1, num_slices, num_pairs), views, wanted, slices[slice]);
  };
  if (pool != nullptr && num_slices > 1)
    pool->run(num_slices, add_slice);
  else
    for (size_t slice = 0; slice < num_slices; ++slice) add_slice(slice);

  std::vector<CoulombExchange> results;
  for (size_t d = 0; d < densities.size(); ++d) {
    Sums& total = slices[0][d];
    for (size_t slice = 1; slice < num_slices; ++slice) {
      total.coulomb += slices[slice][d].coulomb;
      total.half_exchange += slices[slice][d].half_exchange;
    }
    results.push_back(unpacked(total));
  }
  return results;
}

}  // namespace

MatrixXd coulomb_matrix(const EriTensor& eri, const MatrixXd& density, ThreadPool* pool) {
  return std::move(pass_over(eri, {&density, 1}, Wanted::kCoulomb, pool)[0].coulomb);
}

MatrixXd exchange_matrix(const EriTensor& eri, const MatrixXd& density, ThreadPool* pool) {
  return std::move(pass_over(eri, {&density, 1}, Wanted::kExchange, pool)[0].exchange);
}

std::vector<CoulombExchange> coulomb_exchange(const EriTensor& eri, std::span<const MatrixXd> densities,
                                              ThreadPool* pool) {
  return pass_over(eri, densities, Wanted::kBoth, pool);
}

}  // namespace eigenlake
