// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <numbers>
#include <span>

#include <Eigen/Dense>

#include "eigenlake/quantum/circuit.h"
#include "eigenlake/quantum/pauli.h"

/// A textbook implementation of the quantum module: every operator is a matrix over all 2^n basis states,
/// made of Kronecker products. Slow on purpose; for up to some eight qubits.
namespace eigenlake::oracle {

using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

inline Matrix pauli_matrix(char letter) {
  const std::complex<double> i(0, 1);
  Matrix m(2, 2);
  if (letter == 'I') m << 1, 0, 0, 1;
  if (letter == 'X') m << 0, 1, 1, 0;
  if (letter == 'Y') m << 0, -i, i, 0;
  if (letter == 'Z') m << 1, 0, 0, -1;
  return m;
}

inline Matrix kronecker(const Matrix& a, const Matrix& b) {
  Matrix product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index r = 0; r < a.rows(); ++r)
    for (Eigen::Index c = 0; c < a.cols(); ++c)
      product.block(r * b.rows(), c * b.cols(), b.rows(), b.cols()) = a(r, c) * b;
  return product;
}

/// The leftmost letter is the highest qubit, as in labels.
inline Matrix pauli_matrix(const std::string& label) {
  Matrix product = Matrix::Identity(1, 1);
  for (const char letter : label) product = kronecker(product, pauli_matrix(letter));
  return product;
}

inline Matrix matrix_of(const PauliSum& sum) {
  const Eigen::Index size = Eigen::Index{1} << sum.num_qubits();
  Matrix total = Matrix::Zero(size, size);
  for (const PauliTerm& term : sum.terms())
    total += term.coefficient * pauli_matrix(label_of(term.string, sum.num_qubits()));
  return total;
}

/// `letter` on `qubit`, and `other_letter` on `other` where there is one.
inline Matrix embed(int num_qubits, char letter, int qubit, char other_letter = 'I', int other = -1) {
  std::string label(static_cast<size_t>(num_qubits), 'I');
  label[static_cast<size_t>(num_qubits - 1 - qubit)] = letter;
  if (other >= 0) label[static_cast<size_t>(num_qubits - 1 - other)] = other_letter;
  return pauli_matrix(label);
}

/// exp(−i·angle/2·P) for P² = 1.
inline Matrix rotation(const Matrix& pauli, double angle) {
  const Matrix identity = Matrix::Identity(pauli.rows(), pauli.cols());
  return std::cos(angle / 2) * identity - std::complex<double>(0, std::sin(angle / 2)) * pauli;
}

inline Matrix matrix_of(const Gate& gate, double angle, int n) {
  const int q = gate.qubit, r = gate.other;
  const std::complex<double> i(0, 1);
  const Matrix identity = embed(n, 'I', q);
  const Matrix z = embed(n, 'Z', q), zero = (identity + z) / 2, one = (identity - z) / 2;
  switch (gate.kind) {
    case GateKind::kX:
      return embed(n, 'X', q);
    case GateKind::kH:
      return (embed(n, 'X', q) + z) * std::numbers::sqrt2 / 2;
    case GateKind::kS:
      return zero + i * one;
    case GateKind::kSdg:
      return zero - i * one;
    case GateKind::kRX:
      return rotation(embed(n, 'X', q), angle);
    case GateKind::kRY:
      return rotation(embed(n, 'Y', q), angle);
    case GateKind::kRZ:
      return rotation(z, angle);
    case GateKind::kCX:
      return zero + one * embed(n, 'X', r);
    case GateKind::kCZ:
      return zero + one * embed(n, 'Z', r);
    case GateKind::kRXX:
      return rotation(embed(n, 'X', q, 'X', r), angle);
    case GateKind::kRYY:
      return rotation(embed(n, 'Y', q, 'Y', r), angle);
    case GateKind::kXXPlusYY:
      return rotation(embed(n, 'X', q, 'X', r), angle / 2) * rotation(embed(n, 'Y', q, 'Y', r), angle / 2);
  }
  __builtin_unreachable();
}

inline Vector state_of(const Circuit& circuit, std::span<const double> parameters) {
  const int n = circuit.num_qubits();
  Vector state = Vector::Zero(Eigen::Index{1} << n);
  state(0) = 1.0;
  for (const Gate& gate : circuit.gates()) state = matrix_of(gate, gate.angle.value(parameters), n) * state;
  return state;
}

inline double energy_of(const Matrix& hamiltonian, const Vector& state) {
  return state.dot(hamiltonian * state).real();
}

}  // namespace eigenlake::oracle
