#include "eigenlake/determinants/fci_operator.h"

#include <algorithm>
#include <utility>

#include "eigenlake/chem/integrals.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr size_t kSerialDimension = 4096;  // below, a product costs less than waking threads

size_t pair_of(int p, int q) {
  return EriTensor::pair_index(p, q);
}

void add_scaled_row(const double* from, double factor, size_t count, double* to) {
  for (size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

}  // namespace

FciOperator::FciOperator(const MolecularHamiltonian& hamiltonian, double spin_penalty, ThreadPool* pool,
                         StopRequest stop)
    : num_orbitals_(hamiltonian.num_orbitals),
      spin_penalty_(spin_penalty),
      pool_(pool),
      stop_(std::move(stop)),
      alpha_(hamiltonian.num_orbitals, hamiltonian.num_alpha),
      beta_(hamiltonian.num_orbitals, hamiltonian.num_beta),
      alpha_matrix_(hamiltonian, alpha_, stop_),
      beta_matrix_(hamiltonian, beta_, stop_) {
  const auto num_pairs = static_cast<Index>(pair_of(num_orbitals_ - 1, num_orbitals_ - 1) + 1);
  pair_integrals_.resize(num_pairs, num_pairs);
  for (int p = 0; p < num_orbitals_; ++p)
    for (int q = 0; q <= p; ++q)
      for (int r = 0; r < num_orbitals_; ++r)
        for (int s = 0; s <= r; ++s)
          pair_integrals_(static_cast<Index>(pair_of(p, q)), static_cast<Index>(pair_of(r, s))) =
              hamiltonian.eri(p, q, r, s);
  make_links();
  make_diagonal();
}

void FciOperator::make_links() {
  for (size_t to = 0; to < alpha_.size() && !is_stopped(stop_); ++to) {
    const OccupationMask mask = alpha_.mask(to);
    for (const int p : occupied_orbitals(mask))
      for (const int q : empty_orbitals(mask, num_orbitals_)) {
        const OccupationMask from = (mask ^ (OccupationMask{1} << p)) | (OccupationMask{1} << q);
        alpha_links_.push_back({static_cast<uint32_t>(alpha_.index_of(from)), static_cast<uint16_t>(p),
                                static_cast<uint16_t>(q), excitation_sign(mask, p, q)});
      }
  }
  links_per_alpha_ = alpha_links_.size() / alpha_.size();

  beta_links_.resize(static_cast<size_t>(num_orbitals_) * num_orbitals_);
  for (size_t to = 0; to < beta_.size() && !is_stopped(stop_); ++to) {
    const OccupationMask mask = beta_.mask(to);
    const auto target = static_cast<uint32_t>(to);
    for (const int p : occupied_orbitals(mask)) {
      beta_links_[p * num_orbitals_ + p].plus.push_back({target, target});
      for (const int q : empty_orbitals(mask, num_orbitals_)) {
        const OccupationMask from = (mask ^ (OccupationMask{1} << p)) | (OccupationMask{1} << q);
        BetaLinks& links = beta_links_[p * num_orbitals_ + q];
        (excitation_sign(mask, p, q) > 0 ? links.plus : links.minus)
            .push_back({static_cast<uint32_t>(beta_.index_of(from)), target});
      }
    }
  }
}

std::span<const FciOperator::AlphaLink> FciOperator::alpha_links(size_t alpha) const {
  return {alpha_links_.data() + alpha * links_per_alpha_, links_per_alpha_};
}

double FciOperator::spin_diagonal(size_t alpha, size_t beta) const {
  const double sz = 0.5 * (alpha_.num_electrons() - beta_.num_electrons());
  return sz * (sz + 1.0) + beta_.num_electrons() - std::popcount(alpha_.mask(alpha) & beta_.mask(beta));
}

void FciOperator::make_diagonal() {
  diagonal_.resize(static_cast<Index>(dimension()));
  Index next = 0;
  VectorXd field(num_orbitals_);
  for (size_t a = 0; a < alpha_.size() && !is_stopped(stop_); ++a) {
    field.setZero();
    for (const int p : occupied_orbitals(alpha_.mask(a)))
      for (int r = 0; r < num_orbitals_; ++r)
        field[r] += pair_integrals_(static_cast<Index>(pair_of(p, p)), static_cast<Index>(pair_of(r, r)));
    for (size_t b = 0; b < beta_.size(); ++b) {
      double value =
          alpha_matrix_.diagonal(a) + beta_matrix_.diagonal(b) + spin_penalty_ * spin_diagonal(a, b);
      for (OccupationMask mask = beta_.mask(b); mask != 0; mask &= mask - 1)
        value += field[std::countr_zero(mask)];
      diagonal_[next++] = value;
    }
  }
}

double FciOperator::element(size_t row, size_t column) const {
  if (row == column) return diagonal_[static_cast<Index>(row)];
  const size_t a = row / beta_.size(), b = row % beta_.size();
  const size_t a2 = column / beta_.size(), b2 = column % beta_.size();
  const int alpha_moves = std::popcount(alpha_.mask(a) ^ alpha_.mask(a2)) / 2;
  const int beta_moves = std::popcount(beta_.mask(b) ^ beta_.mask(b2)) / 2;
  if (alpha_moves + beta_moves > 2) return 0.0;
  double value = 0.0;
  if (beta_moves == 0) value += alpha_matrix_.element(a, a2);
  if (alpha_moves == 0) value += beta_matrix_.element(b, b2);
  if (alpha_moves == 2 || beta_moves == 2) return value;

  const auto coupling = [&](int p, int q, int r, int s) {
    return pair_integrals_(static_cast<Index>(pair_of(p, q)), static_cast<Index>(pair_of(r, s)));
  };
  if (alpha_moves == 1 && beta_moves == 1) {
    const auto x = single_excitation(alpha_.mask(a), alpha_.mask(a2));
    const auto y = single_excitation(beta_.mask(b), beta_.mask(b2));
    const bool exchanged = x.created == y.annihilated && x.annihilated == y.created;
    return x.sign * y.sign *
           (coupling(x.created, x.annihilated, y.created, y.annihilated) - (exchanged ? spin_penalty_ : 0.0));
  }
  const bool alpha_moved = alpha_moves == 1;
  const auto x = alpha_moved ? single_excitation(alpha_.mask(a), alpha_.mask(a2))
                             : single_excitation(beta_.mask(b), beta_.mask(b2));
  for (const int r : occupied_orbitals(alpha_moved ? beta_.mask(b) : alpha_.mask(a)))
    value += x.sign * coupling(x.created, x.annihilated, r, r);
  return value;
}

/// Row 0 is the string's own row of `vector`, row 1 + k that of its k-th link times the link's sign.
void FciOperator::gather(size_t alpha, const RowMajor& vector, RowMajor& sources) const {
  sources.row(0) = vector.row(static_cast<Index>(alpha));
  Index next = 1;
  for (const AlphaLink& link : alpha_links(alpha)) sources.row(next++) = link.sign * vector.row(link.from);
}

void FciOperator::add_opposite_spin(size_t alpha, const RowMajor& sources, RowMajor& couplings,
                                    RowMajor& result) const {
  RowMajor weights = RowMajor::Zero(static_cast<Index>(links_per_alpha_) + 1, pair_integrals_.cols());
  for (const int p : occupied_orbitals(alpha_.mask(alpha)))
    weights.row(0) += pair_integrals_.row(static_cast<Index>(pair_of(p, p)));
  Index next = 1;
  for (const AlphaLink& link : alpha_links(alpha))
    weights.row(next++) = pair_integrals_.row(static_cast<Index>(pair_of(link.p, link.q)));
  couplings.noalias() = weights.transpose() * sources;

  double* row = result.row(static_cast<Index>(alpha)).data();
  for (int r = 0; r < num_orbitals_; ++r)
    for (int s = 0; s < num_orbitals_; ++s) {
      const double* coupling = couplings.row(static_cast<Index>(pair_of(r, s))).data();
      const BetaLinks& links = beta_links(r, s);
      for (const BetaLink& link : links.plus) row[link.to] += coupling[link.from];
      for (const BetaLink& link : links.minus) row[link.to] -= coupling[link.from];
    }
}

/// Adds −weight Σ_pq a†_p a_q (alpha) a†_q a_p (beta) over p ≠ q, the part of S² that moves electrons.
void FciOperator::add_spin_exchange(size_t alpha, const RowMajor& sources, double weight, double* row) const {
  Index next = 1;
  for (const AlphaLink& link : alpha_links(alpha)) {
    const double* source = sources.row(next++).data();
    const BetaLinks& links = beta_links(link.q, link.p);
    for (const BetaLink& beta : links.plus) row[beta.to] -= weight * source[beta.from];
    for (const BetaLink& beta : links.minus) row[beta.to] += weight * source[beta.from];
  }
}

void FciOperator::for_alpha_blocks(const std::function<void(size_t begin, size_t end)>& task) const {
  constexpr size_t kBlocks = 64;
  const size_t block = (alpha_.size() + kBlocks - 1) / kBlocks;
  const size_t num_blocks = (alpha_.size() + block - 1) / block;
  const auto run = [&](size_t i) { task(i * block, std::min(alpha_.size(), (i + 1) * block)); };
  if (pool_ != nullptr && dimension() > kSerialDimension) {
    pool_->run(num_blocks, run);
  } else {
    for (size_t i = 0; i < num_blocks; ++i) run(i);
  }
}

VectorXd FciOperator::apply(const VectorXd& vector) const {
  const auto rows = static_cast<Index>(alpha_.size());
  const auto columns = static_cast<Index>(beta_.size());
  const RowMajor source = Eigen::Map<const RowMajor>(vector.data(), rows, columns);
  RowMajor result = RowMajor::Zero(rows, columns);

  // Beta electrons among themselves act on columns: transposed, they are contiguous rows too.
  const RowMajor transposed = source.transpose();
  RowMajor transposed_result = RowMajor::Zero(columns, rows);
  const auto beta_row = [&](size_t b) {
    if (is_stopped(stop_)) return;
    double* row = transposed_result.row(static_cast<Index>(b)).data();
    const auto from = beta_matrix_.columns(b);
    for (size_t k = 0; k < from.size(); ++k)
      add_scaled_row(transposed.row(from[k]).data(), beta_matrix_.values(b)[k], alpha_.size(), row);
  };
  if (pool_ != nullptr && dimension() > kSerialDimension) {
    pool_->run(beta_.size(), beta_row);
  } else {
    for (size_t b = 0; b < beta_.size(); ++b) beta_row(b);
  }

  for_alpha_blocks([&](size_t begin, size_t end) {
    RowMajor sources(static_cast<Index>(links_per_alpha_) + 1, columns);
    RowMajor couplings(pair_integrals_.rows(), columns);
    for (size_t a = begin; a < end && !is_stopped(stop_); ++a) {
      const auto alpha = static_cast<Index>(a);
      double* row = result.row(alpha).data();
      const auto from = alpha_matrix_.columns(a);
      for (size_t k = 0; k < from.size(); ++k)
        add_scaled_row(source.row(from[k]).data(), alpha_matrix_.values(a)[k], beta_.size(), row);
      gather(a, source, sources);
      add_opposite_spin(a, sources, couplings, result);
      if (spin_penalty_ != 0.0) {
        for (size_t b = 0; b < beta_.size(); ++b)
          row[b] += spin_penalty_ * spin_diagonal(a, b) * source(alpha, static_cast<Index>(b));
        add_spin_exchange(a, sources, spin_penalty_, row);
      }
      result.row(alpha) += transposed_result.col(alpha).transpose();
    }
  });
  return Eigen::Map<const VectorXd>(result.data(), result.size());
}

double FciOperator::s_squared(const VectorXd& vector) const {
  const auto columns = static_cast<Index>(beta_.size());
  const RowMajor source =
      Eigen::Map<const RowMajor>(vector.data(), static_cast<Index>(alpha_.size()), columns);
  RowMajor sources(static_cast<Index>(links_per_alpha_) + 1, columns);
  VectorXd row(columns);
  double expectation = 0.0;
  for (size_t a = 0; a < alpha_.size(); ++a) {
    gather(a, source, sources);
    for (size_t b = 0; b < beta_.size(); ++b)
      row[static_cast<Index>(b)] = spin_diagonal(a, b) * sources(0, static_cast<Index>(b));
    add_spin_exchange(a, sources, 1.0, row.data());
    expectation += row.dot(source.row(static_cast<Index>(a)).transpose());
  }
  return expectation;
}

}  // namespace eigenlake
