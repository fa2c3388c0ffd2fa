// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/circuit.h"
#include "eigenlake/quantum/linear_permutation.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// A circuit with its gates fused into few sweeps over the state: neighbouring RY and RZ become one layer,
/// runs of CX and X one permutation. Any other gate is one sweep.
class CircuitProgram {
 public:
  explicit CircuitProgram(const Circuit& circuit);

  int num_parameters() const { return num_parameters_; }

  /// Overwrites `state` with the circuit applied to |0…0⟩; `scratch` is overwritten.
  void run(std::span<const double> parameters, StateVector& state, StateVector& scratch,
           ThreadPool& pool) const;

  /// Given the state of `run` and adjoint = H|state⟩, writes the gradient of ⟨state|H|state⟩ by undoing the
  /// circuit on both. All three vectors are overwritten.
  ///
  /// Source: Jones & Gacon, arXiv:2009.02823.
  void differentiate(std::span<const double> parameters, StateVector& state, StateVector& adjoint,
                     StateVector& scratch, std::span<double> gradient, ThreadPool& pool) const;

  /// An angle for each qubit, zero without a rotation; empty if no qubit has that rotation.
  struct Layer {
    std::vector<Angle> ry;
    std::vector<Angle> rz;
  };
  struct Permutation {
    LinearPermutation forward;
    LinearPermutation backward;
  };
  using Step = std::variant<Layer, Permutation, Gate>;
  const std::vector<Step>& steps() const { return steps_; }

 private:
  void undo(const Step& step, std::span<const double> parameters, StateVector& state, StateVector& adjoint,
            StateVector& scratch, std::span<double> gradient, ThreadPool& pool) const;

  int num_parameters_;
  size_t first_parametrised_step_ = 0;
  std::vector<Step> steps_;
};

}  // namespace eigenlake
