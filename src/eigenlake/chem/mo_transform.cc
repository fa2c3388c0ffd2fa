// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/mo_transform.h"

#include <algorithm>
#include <functional>
#include <memory>

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr size_t kSerialPairs = 256;  // up to them the work costs less than waking threads
constexpr size_t kRowsPerTask = 32;
constexpr size_t kTileRows = 16;
constexpr Index kWholeFunctions = 32;  // up to them one product costs less than two of half the work

void for_each_task(size_t num_tasks, ThreadPool* pool, const StopRequest& stop,
                   const std::function<void(size_t)>& work) {
  const auto task = [&](size_t t) {
    if (!is_stopped(stop)) work(t);
  };
  if (pool != nullptr) {
    pool->run(num_tasks, task);
  } else {
    for (size_t t = 0; t < num_tasks; ++t) task(t);
  }
}

/// Cᵀ M C for a symmetric M given by its packed lower triangle; the result packed likewise, with a stride.
/// M is the sum of a triangular matrix, which needs no mirroring, and of its transpose.
void transform_packed(const double* packed, size_t stride, const MatrixXd& coefficients, double* out,
                      size_t out_stride) {
  const Index n = coefficients.rows();
  const Index m = coefficients.cols();
  MatrixXd upper = MatrixXd::Zero(n, n);
  for (Index r = 0; r < n; ++r) {
    double* column = upper.col(r).data();
    for (Index s = 0; s <= r; ++s, packed += stride) column[s] = *packed;
    column[r] *= 0.5;
  }
  const Index left = n > kWholeFunctions ? n / 2 : 0;  // columns with nothing in the lower rows
  MatrixXd half = upper.rightCols(n - left) * coefficients.bottomRows(n - left);
  half.topRows(left).noalias() += upper.topLeftCorner(left, left) * coefficients.topRows(left);
  const MatrixXd transformed = coefficients.transpose() * half;
  for (Index k = 0; k < m; ++k)
    for (Index l = 0; l <= k; ++l, out += out_stride) *out = transformed(k, l) + transformed(l, k);
}

/// Writes the integrals (pq|rs) of the pairs first <= pq < last with all pairs rs: [last - first, num_pairs].
/// Those of later rows are copied in tiles, whose lines stay in the cache.
void copy_whole_rows(const EriTensor& eri, size_t first, size_t last, double* rows) {
  const size_t num_pairs = eri.num_pairs();
  for (size_t pq = first; pq < last; ++pq) std::copy_n(eri.row(pq), pq + 1, rows + (pq - first) * num_pairs);
  for (size_t tile = first; tile < num_pairs; tile += kTileRows) {
    const size_t tile_end = std::min(tile + kTileRows, num_pairs);
    for (size_t pq = first; pq < std::min(last, tile_end); ++pq) {
      size_t rs = std::max(tile, pq + 1);
      double* row = rows + (pq - first) * num_pairs;
      for (const double* next = eri.row(rs) + pq; rs < tile_end; next += ++rs) row[rs] = *next;
    }
  }
}

std::vector<double> unpack(const std::vector<double>& packed, size_t m, size_t num_pairs) {
  std::vector<double> full(m * m * m * m);
  size_t next = 0;
  for (size_t p = 0; p < m; ++p)
    for (size_t q = 0; q < m; ++q) {
      const double* row =
          packed.data() + EriTensor::pair_index(static_cast<int>(p), static_cast<int>(q)) * num_pairs;
      for (size_t r = 0; r < m; ++r)
        for (size_t s = 0; s < m; ++s)
          full[next++] = row[EriTensor::pair_index(static_cast<int>(r), static_cast<int>(s))];
    }
  return full;
}

}  // namespace

std::vector<double> transform_eri(const EriTensor& eri, const MatrixXd& coefficients, ThreadPool* pool,
                                  const StopRequest& stop) {
  const auto m = static_cast<size_t>(coefficients.cols());
  const size_t ao_pairs = eri.num_pairs();
  if (ao_pairs <= kSerialPairs) pool = nullptr;
  const size_t mo_pairs = m * (m + 1) / 2;
  std::vector<double> half(ao_pairs * mo_pairs);  // [pq over functions, rs over orbitals]
  for_each_task((ao_pairs + kRowsPerTask - 1) / kRowsPerTask, pool, stop, [&](size_t task) {
    const size_t first = task * kRowsPerTask, last = std::min(first + kRowsPerTask, ao_pairs);
    const auto rows = std::make_unique_for_overwrite<double[]>((last - first) * ao_pairs);
    copy_whole_rows(eri, first, last, rows.get());
    for (size_t pq = first; pq < last; ++pq)
      transform_packed(rows.get() + (pq - first) * ao_pairs, 1, coefficients, half.data() + pq * mo_pairs, 1);
  });
  std::vector<double> packed(mo_pairs * mo_pairs);  // [rs over orbitals, pq over orbitals]
  for_each_task(mo_pairs, pool, stop, [&](size_t rs) {
    transform_packed(half.data() + rs, mo_pairs, coefficients, packed.data() + rs * mo_pairs, 1);
  });
  return unpack(packed, m, mo_pairs);
}

}  // namespace eigenlake
