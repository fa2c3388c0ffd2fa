#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/same_spin_matrix.h"
#include "eigenlake/determinants/string_space.h"

namespace eigenlake {

/// H − (nuclear repulsion and frozen electrons) + spin_penalty · S² in the space of all determinants with the
/// Hamiltonian's numbers of alpha and beta electrons. Vectors are [alpha strings, beta strings], row-major.
///
/// A product with the operator is three: alpha and beta electrons among themselves by sparse matrices, and
/// alpha with beta by one dense product per alpha string over its single excitations.
///
/// Cost:   a product takes about num_orbitals² · occupied · virtual operations per determinant.
/// Source: Olsen, Roos, Jørgensen & Jensen, J. Chem. Phys. 89, 2185 (1988).
class FciOperator {
 public:
  /// `pool` may be null; the bits of a product do not depend on it. `stop` is asked for each string; after a
  /// stop the operator and its products are void.
  FciOperator(const MolecularHamiltonian& hamiltonian, double spin_penalty, ThreadPool* pool,
              StopRequest stop = {});

  size_t dimension() const { return alpha_.size() * beta_.size(); }
  Eigen::VectorXd apply(const Eigen::VectorXd& vector) const;
  const Eigen::VectorXd& diagonal() const { return diagonal_; }
  double element(size_t row, size_t column) const;

  /// ⟨S²⟩ of a normalised vector.
  double s_squared(const Eigen::VectorXd& vector) const;

 private:
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  /// a†_p a_q |from⟩ = sign |this string⟩
  struct AlphaLink {
    uint32_t from;
    uint16_t p;
    uint16_t q;
    double sign;
  };
  struct BetaLink {
    uint32_t from;
    uint32_t to;
  };
  /// All a†_p a_q |from⟩ = ± |to⟩ of one (p, q), those with sign + first.
  struct BetaLinks {
    std::vector<BetaLink> plus;
    std::vector<BetaLink> minus;
  };

  void make_links();
  void make_diagonal();
  double spin_diagonal(size_t alpha, size_t beta) const;
  std::span<const AlphaLink> alpha_links(size_t alpha) const;
  const BetaLinks& beta_links(int p, int q) const { return beta_links_[p * num_orbitals_ + q]; }
  void gather(size_t alpha, const RowMajor& vector, RowMajor& sources) const;
  void add_opposite_spin(size_t alpha, const RowMajor& sources, RowMajor& couplings, RowMajor& result) const;
  void add_spin_exchange(size_t alpha, const RowMajor& sources, double weight, double* row) const;
  void for_alpha_blocks(const std::function<void(size_t begin, size_t end)>& task) const;

  int num_orbitals_;
  double spin_penalty_;
  ThreadPool* pool_;
  StopRequest stop_;
  StringSpace alpha_;
  StringSpace beta_;
  RowMajor pair_integrals_;  // (pq|rs) over pairs p >= q, r >= s
  SameSpinMatrix alpha_matrix_;
  SameSpinMatrix beta_matrix_;
  std::vector<AlphaLink> alpha_links_;
  size_t links_per_alpha_ = 0;
  std::vector<BetaLinks> beta_links_;
  Eigen::VectorXd diagonal_;
};

}  // namespace eigenlake
