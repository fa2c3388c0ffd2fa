#include "eigenlake/chem/fock.h"

namespace eigenlake {
namespace {

constexpr int kSerialFunctions = 24;  // below, a loop costs less than waking threads

void for_each_row(int n, ThreadPool* pool, const std::function<void(size_t)>& task) {
  if (pool != nullptr && n > kSerialFunctions) {
    pool->run(static_cast<size_t>(n), task);
  } else {
    for (int p = 0; p < n; ++p) task(static_cast<size_t>(p));
  }
}

/// y += M x for a symmetric M whose lower triangle is packed by rows.
void add_packed_product(const double* packed, const double* x, double* y, int n) {
  for (int r = 0; r < n; ++r) {
    const double xr = x[r];
    double sum = 0.0;
    for (int s = 0; s < r; ++s) {
      sum += packed[s] * x[s];
      y[s] += packed[s] * xr;
    }
    y[r] += sum + packed[r] * xr;
    packed += r + 1;
  }
}

}  // namespace

Eigen::MatrixXd coulomb_matrix(const EriTensor& eri, const Eigen::MatrixXd& density, ThreadPool* pool) {
  const int n = eri.num_functions();
  Eigen::VectorXd packed(static_cast<Eigen::Index>(eri.num_pairs()));
  for (int r = 0; r < n; ++r)
    for (int s = 0; s <= r; ++s)
      packed[static_cast<Eigen::Index>(EriTensor::pair_index(r, s))] = (r == s ? 1.0 : 2.0) * density(r, s);
  Eigen::MatrixXd coulomb(n, n);
  for_each_row(n, pool, [&](size_t p) {
    const auto row = static_cast<Eigen::Index>(p);
    for (int q = 0; q <= row; ++q) {
      const double* integrals = eri.row(EriTensor::pair_index(static_cast<int>(p), q));
      coulomb(row, q) = coulomb(q, row) =
          Eigen::Map<const Eigen::VectorXd>(integrals, packed.size()).dot(packed);
    }
  });
  return coulomb;
}

Eigen::MatrixXd exchange_matrix(const EriTensor& eri, const Eigen::MatrixXd& density, ThreadPool* pool) {
  const int n = eri.num_functions();
  Eigen::MatrixXd exchange = Eigen::MatrixXd::Zero(n, n);
  for_each_row(n, pool, [&](size_t p) {
    double* column = exchange.col(static_cast<Eigen::Index>(p)).data();
    for (int q = 0; q < n; ++q)
      add_packed_product(eri.row(EriTensor::pair_index(static_cast<int>(p), q)), density.col(q).data(),
                         column, n);
  });
  return 0.5 * (exchange + exchange.transpose());
}

std::vector<CoulombExchange> coulomb_exchange(const EriTensor& eri,
                                              std::span<const Eigen::MatrixXd> densities, ThreadPool* pool) {
  std::vector<CoulombExchange> all;
  for (const Eigen::MatrixXd& density : densities)
    all.push_back({coulomb_matrix(eri, density, pool), exchange_matrix(eri, density, pool)});
  return all;
}

}  // namespace eigenlake
