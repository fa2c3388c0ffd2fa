// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/gate_kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/simd.h"

namespace eigenlake {
namespace {

using simd::Vec;

constexpr size_t kIndicesPerTask = size_t{1} << 12;

uint64_t bit(int q) {
  return uint64_t{1} << q;
}

/// Inserts a zero bit at position q.
size_t insert_zero(size_t index, int q) {
  const size_t low = index & (bit(q) - 1);
  return low | (index - low) << 1;
}

/// The one or two qubits of a gate, the lower first.
struct Positions {
  int count;
  int low;
  int high;

  explicit Positions(const Gate& gate)
      : count(num_qubits_of(gate.kind)),
        low(count == 1 ? gate.qubit : std::min(gate.qubit, gate.other)),
        high(count == 1 ? gate.qubit : std::max(gate.qubit, gate.other)) {}

  size_t base(size_t k) const {
    const size_t index = insert_zero(k, low);
    return count == 1 ? index : insert_zero(index, high);
  }
};

/// Calls body.template operator()<T>(base) for indices whose bits at the gate's positions are zero: with T =
/// Vec for whole vectors of them, or T = double for single ones if a position is within a vector.
template <typename Body>
void for_bases(size_t size, Positions positions, ThreadPool& pool, const Body& body) {
  const size_t count = size >> positions.count;
  const size_t per_task = std::min(count, kIndicesPerTask);
  pool.run(count / per_task, [&](size_t task) {
    const size_t begin = task * per_task, end = begin + per_task;
    if (positions.low >= simd::kLaneQubits)
      for (size_t k = begin; k < end; k += simd::kLanes)
        body.template operator()<Vec>(positions.base(k), task);
    else
      for (size_t k = begin; k < end; ++k) body.template operator()<double>(positions.base(k), task);
  });
}

size_t num_base_tasks(size_t size, Positions positions) {
  return (size >> positions.count) / std::min(size >> positions.count, kIndicesPerTask);
}

template <typename T>
T& at(double* p, size_t i) {
  return *reinterpret_cast<T*>(p + i);
}
template <typename T>
const T& at(const double* p, size_t i) {
  return *reinterpret_cast<const T*>(p + i);
}

template <typename T>
T fill(double x) {
  return x - T{};
}

/// (a, b) → (a cos − i·b sin, b cos − i·a sin) for the amplitudes at i and j: X, XX and −YY rotations.
template <typename T>
void exchange(double* re, double* im, size_t i, size_t j, double cosine, double sine) {
  const T c = fill<T>(cosine), s = fill<T>(sine);
  const T ar = at<T>(re, i), ai = at<T>(im, i), br = at<T>(re, j), bi = at<T>(im, j);
  at<T>(re, i) = c * ar + s * bi;
  at<T>(im, i) = c * ai - s * br;
  at<T>(re, j) = c * br + s * ai;
  at<T>(im, j) = c * bi - s * ar;
}

/// (a, b) → (m00 a + m01 b, m10 a + m11 b) with a real matrix.
template <typename T>
void mix(double* p, size_t i, size_t j, double m00, double m01, double m10, double m11) {
  const T a = at<T>(p, i), b = at<T>(p, j);
  at<T>(p, i) = fill<T>(m00) * a + fill<T>(m01) * b;
  at<T>(p, j) = fill<T>(m10) * a + fill<T>(m11) * b;
}

template <typename T>
void multiply(double* re, double* im, size_t i, double phase_re, double phase_im) {
  const T a = at<T>(re, i), b = at<T>(im, i);
  at<T>(re, i) = fill<T>(phase_re) * a - fill<T>(phase_im) * b;
  at<T>(im, i) = fill<T>(phase_re) * b + fill<T>(phase_im) * a;
}

void apply_real_matrix(StateVector& state, const Gate& gate, ThreadPool& pool, double m00, double m01,
                       double m10, double m11) {
  // CX mixes the target's pairs where the control is 1; other gates mix the pairs of their one qubit.
  const bool controlled = gate.kind == GateKind::kCX;
  const size_t control = controlled ? bit(gate.qubit) : 0;
  const size_t target = bit(controlled ? gate.other : gate.qubit);
  for_bases(state.size(), Positions(gate), pool, [&]<typename T>(size_t base, size_t) {
    for (double* p : {state.re(), state.im()})
      if (p) mix<T>(p, base | control, base | control | target, m00, m01, m10, m11);
  });
}

void apply_phases(StateVector& state, const Gate& gate, ThreadPool& pool, double zero_angle,
                  double one_angle) {
  const double c0 = std::cos(zero_angle), s0 = std::sin(zero_angle);
  const double c1 = std::cos(one_angle), s1 = std::sin(one_angle);
  for_bases(state.size(), Positions(gate), pool, [&]<typename T>(size_t base, size_t) {
    if (zero_angle != 0.0) multiply<T>(state.re(), state.im(), base, c0, s0);
    multiply<T>(state.re(), state.im(), base | bit(gate.qubit), c1, s1);
  });
}

void apply_cz(StateVector& state, const Gate& gate, ThreadPool& pool) {
  for_bases(state.size(), Positions(gate), pool, [&]<typename T>(size_t base, size_t) {
    const size_t i = base | bit(gate.qubit) | bit(gate.other);
    for (double* p : {state.re(), state.im()})
      if (p) at<T>(p, i) = -at<T>(p, i);
  });
}

/// The coupling of |01⟩↔|10⟩ and |00⟩↔|11⟩ by an exchange gate: +1 like X, −1 with the opposite sign, 0 none.
struct ExchangeSigns {
  double mixed;
  double equal;
};

ExchangeSigns exchange_signs(GateKind kind) {
  if (kind == GateKind::kRXX) return {1.0, 1.0};
  if (kind == GateKind::kRYY) return {1.0, -1.0};
  return {1.0, 0.0};  // (XX + YY)/2
}

void apply_exchange(StateVector& state, const Gate& gate, double angle, ThreadPool& pool) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  const ExchangeSigns signs = exchange_signs(gate.kind);
  const size_t p = bit(gate.qubit), q = bit(gate.other);
  for_bases(state.size(), Positions(gate), pool, [&]<typename T>(size_t base, size_t) {
    exchange<T>(state.re(), state.im(), base | p, base | q, c, s);
    if (signs.equal != 0.0) exchange<T>(state.re(), state.im(), base, base | p | q, c, signs.equal * s);
  });
}

void apply_rx(StateVector& state, const Gate& gate, double angle, ThreadPool& pool) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  for_bases(state.size(), Positions(gate), pool, [&]<typename T>(size_t base, size_t) {
    exchange<T>(state.re(), state.im(), base, base | bit(gate.qubit), c, s);
  });
}

/// Im(conj(λi) φj + conj(λj) φi).
template <typename T>
T exchange_overlap(const StateVector& lambda, const StateVector& phi, size_t i, size_t j) {
  return at<T>(lambda.re(), i) * at<T>(phi.im(), j) - at<T>(lambda.im(), i) * at<T>(phi.re(), j) +
         at<T>(lambda.re(), j) * at<T>(phi.im(), i) - at<T>(lambda.im(), j) * at<T>(phi.re(), i);
}

/// Σ over real and imaginary parts of λj φi − λi φj: Im⟨λ|Y|φ⟩ of one pair.
template <typename T>
T rotation_overlap(const StateVector& lambda, const StateVector& phi, size_t i, size_t j) {
  T total = at<T>(lambda.re(), j) * at<T>(phi.re(), i) - at<T>(lambda.re(), i) * at<T>(phi.re(), j);
  if (!lambda.is_real())
    total += at<T>(lambda.im(), j) * at<T>(phi.im(), i) - at<T>(lambda.im(), i) * at<T>(phi.im(), j);
  return total;
}

template <typename T>
T diagonal_overlap(const StateVector& lambda, const StateVector& phi, size_t i) {
  return at<T>(lambda.re(), i) * at<T>(phi.im(), i) - at<T>(lambda.im(), i) * at<T>(phi.re(), i);
}

template <typename T>
T overlap_at(const StateVector& lambda, const StateVector& phi, const Gate& gate, size_t base) {
  const size_t p = bit(gate.qubit);
  if (gate.kind == GateKind::kRX) return exchange_overlap<T>(lambda, phi, base, base | p);
  if (gate.kind == GateKind::kRY) return rotation_overlap<T>(lambda, phi, base, base | p);
  if (gate.kind == GateKind::kRZ)
    return diagonal_overlap<T>(lambda, phi, base) - diagonal_overlap<T>(lambda, phi, base | p);
  const size_t q = bit(gate.other);
  const ExchangeSigns signs = exchange_signs(gate.kind);
  T total = exchange_overlap<T>(lambda, phi, base | p, base | q);
  if (signs.equal != 0.0)
    total += fill<T>(signs.equal) * exchange_overlap<T>(lambda, phi, base, base | p | q);
  return total;
}

void accumulate(Vec& total, double x) {
  total[0] += x;
}
void accumulate(Vec& total, Vec v) {
  total += v;
}

}  // namespace

void apply_gate(StateVector& state, const Gate& gate, double angle, ThreadPool& pool) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  constexpr double kRoot = std::numbers::sqrt2 / 2;
  switch (gate.kind) {
    case GateKind::kX:
    case GateKind::kCX:
      return apply_real_matrix(state, gate, pool, 0, 1, 1, 0);
    case GateKind::kH:
      return apply_real_matrix(state, gate, pool, kRoot, kRoot, kRoot, -kRoot);
    case GateKind::kRY:
      return apply_real_matrix(state, gate, pool, c, -s, s, c);
    case GateKind::kS:
      return apply_phases(state, gate, pool, 0.0, std::numbers::pi / 2);
    case GateKind::kSdg:
      return apply_phases(state, gate, pool, 0.0, -std::numbers::pi / 2);
    case GateKind::kRZ:
      return apply_phases(state, gate, pool, -angle / 2, angle / 2);
    case GateKind::kCZ:
      return apply_cz(state, gate, pool);
    case GateKind::kRX:
      return apply_rx(state, gate, angle, pool);
    case GateKind::kRXX:
    case GateKind::kRYY:
    case GateKind::kXXPlusYY:
      return apply_exchange(state, gate, angle, pool);
  }
}

void unapply_gate(StateVector& state, const Gate& gate, double angle, ThreadPool& pool) {
  Gate inverse = gate;
  if (gate.kind == GateKind::kS) inverse.kind = GateKind::kSdg;
  if (gate.kind == GateKind::kSdg) inverse.kind = GateKind::kS;
  apply_gate(state, inverse, -angle, pool);
}

double angle_derivative(const StateVector& adjoint, const StateVector& state, const Gate& gate,
                        ThreadPool& pool) {
  EIGENLAKE_ASSERT(has_angle(gate.kind) && adjoint.is_real() == state.is_real());
  const Positions positions(gate);
  std::vector<Vec> parts(num_base_tasks(state.size(), positions), Vec{});
  for_bases(state.size(), positions, pool, [&]<typename T>(size_t base, size_t task) {
    accumulate(parts[task], overlap_at<T>(adjoint, state, gate, base));
  });
  double total = 0.0;
  for (const Vec part : parts) total += simd::sum(part);
  return total;
}

}  // namespace eigenlake
