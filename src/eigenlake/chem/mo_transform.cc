#include "eigenlake/chem/mo_transform.h"

#include <functional>

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr size_t kSerialRows = 256;

void for_each_row(size_t rows, ThreadPool* pool, const std::function<void(size_t)>& task) {
  if (pool != nullptr && rows > kSerialRows) {
    pool->run(rows, task);
  } else {
    for (size_t row = 0; row < rows; ++row) task(row);
  }
}

/// Cᵀ M C for a symmetric M given by its packed lower triangle; the result packed likewise, with a stride.
void transform_packed(const double* packed, size_t stride, const MatrixXd& coefficients, double* out,
                      size_t out_stride) {
  const Index n = coefficients.rows();
  const Index m = coefficients.cols();
  MatrixXd full(n, n);
  for (Index r = 0; r < n; ++r)
    for (Index s = 0; s <= r; ++s, packed += stride) full(r, s) = full(s, r) = *packed;
  const MatrixXd half = full * coefficients;
  const MatrixXd transformed = coefficients.transpose() * half;
  for (Index k = 0; k < m; ++k)
    for (Index l = 0; l <= k; ++l, out += out_stride) *out = transformed(k, l);
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

std::vector<double> transform_eri(const EriTensor& eri, const MatrixXd& coefficients, ThreadPool* pool) {
  const auto m = static_cast<size_t>(coefficients.cols());
  const size_t ao_pairs = eri.num_pairs();
  const size_t mo_pairs = m * (m + 1) / 2;
  std::vector<double> half(ao_pairs * mo_pairs);  // [pq over functions, rs over orbitals]
  for_each_row(ao_pairs, pool, [&](size_t pq) {
    transform_packed(eri.row(pq), 1, coefficients, half.data() + pq * mo_pairs, 1);
  });
  std::vector<double> packed(mo_pairs * mo_pairs);  // [rs over orbitals, pq over orbitals]
  for_each_row(mo_pairs, pool, [&](size_t rs) {
    transform_packed(half.data() + rs, mo_pairs, coefficients, packed.data() + rs * mo_pairs, 1);
  });
  return unpack(packed, m, mo_pairs);
}

}  // namespace eigenlake
