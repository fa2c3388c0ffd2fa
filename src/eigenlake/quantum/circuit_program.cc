// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/circuit_program.h"

#include <algorithm>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/gate_kernels.h"
#include "eigenlake/quantum/rotation_layer.h"

namespace eigenlake {
namespace {

using Layer = CircuitProgram::Layer;
using Permutation = CircuitProgram::Permutation;
using Step = CircuitProgram::Step;

/// Assigns gates to steps.
class Fuser {
 public:
  explicit Fuser(int num_qubits) : num_qubits_(num_qubits) {}

  void add(const Gate& gate) {
    if (gate.kind == GateKind::kRY || gate.kind == GateKind::kRZ) return add_rotation(gate);
    if (gate.kind == GateKind::kX || gate.kind == GateKind::kCX) return add_flip(gate);
    steps_.emplace_back(gate);
  }

  std::vector<Step> finish() {
    for (Step& step : steps_)
      if (auto* permutation = std::get_if<Permutation>(&step))
        permutation->backward = permutation->forward.inverse();
    return std::move(steps_);
  }

 private:
  void add_rotation(const Gate& gate) {
    const size_t q = static_cast<size_t>(gate.qubit);
    Layer* layer = steps_.empty() ? nullptr : std::get_if<Layer>(&steps_.back());
    const bool is_ry = gate.kind == GateKind::kRY;
    // A layer has one RY and then one RZ for each qubit.
    const bool fits = layer && !taken_rz_[q] && !(is_ry && taken_ry_[q]);
    if (!fits) {
      layer = &std::get<Layer>(steps_.emplace_back(Layer{}));
      taken_ry_.assign(static_cast<size_t>(num_qubits_), false);
      taken_rz_.assign(static_cast<size_t>(num_qubits_), false);
    }
    auto& angles = is_ry ? layer->ry : layer->rz;
    angles.resize(static_cast<size_t>(num_qubits_));
    angles[q] = gate.angle;
    (is_ry ? taken_ry_ : taken_rz_)[q] = true;
  }

  void add_flip(const Gate& gate) {
    if (steps_.empty() || !std::holds_alternative<Permutation>(steps_.back()))
      steps_.emplace_back(Permutation{LinearPermutation(num_qubits_), LinearPermutation(num_qubits_)});
    LinearPermutation& permutation = std::get<Permutation>(steps_.back()).forward;
    if (gate.kind == GateKind::kX)
      permutation.add_x(gate.qubit);
    else
      permutation.add_cx(gate.qubit, gate.other);
  }

  int num_qubits_;
  std::vector<Step> steps_;
  std::vector<bool> taken_ry_, taken_rz_;
};

bool has_parameter(const Step& step) {
  const auto named = [](const Angle& angle) { return !angle.is_constant(); };
  if (const auto* layer = std::get_if<Layer>(&step))
    return std::ranges::any_of(layer->ry, named) || std::ranges::any_of(layer->rz, named);
  const auto* gate = std::get_if<Gate>(&step);
  return gate != nullptr && has_angle(gate->kind) && named(gate->angle);
}

std::vector<double> values_of(const std::vector<Angle>& angles, std::span<const double> parameters) {
  std::vector<double> values;
  for (const Angle& angle : angles) values.push_back(angle.value(parameters));
  return values;
}

/// The chain rule from angles to parameters.
void add_derivative(const Angle& angle, double derivative, std::span<double> gradient) {
  if (!angle.is_constant()) gradient[static_cast<size_t>(angle.parameter)] += angle.factor * derivative;
}

void permute(const LinearPermutation& permutation, StateVector& state, StateVector& scratch,
             ThreadPool& pool) {
  permutation.apply(state, scratch, pool);
  std::swap(state, scratch);
}

struct Starter {
  std::span<const double> parameters;
  StateVector& state;
  ThreadPool& pool;

  /// Sets the state after the first step if that is cheaper than a sweep; returns whether it did.
  bool operator()(const Layer& layer) const {
    const auto ry = values_of(layer.ry, parameters), rz = values_of(layer.rz, parameters);
    prepare_rotated_zero(state, {ry, rz}, pool);
    return true;
  }
  bool operator()(const Permutation& permutation) const {
    state.set_basis_state(permutation.backward.source(0));
    return true;
  }
  bool operator()(const Gate&) const {
    state.set_basis_state(0);
    return false;
  }
};

}  // namespace

CircuitProgram::CircuitProgram(const Circuit& circuit) : num_parameters_(circuit.num_parameters()) {
  Fuser fuser(std::max(circuit.num_qubits(), StateVector::kMinQubits));
  for (const Gate& gate : circuit.gates()) fuser.add(gate);
  steps_ = fuser.finish();
  first_parametrised_step_ =
      static_cast<size_t>(std::ranges::find_if(steps_, has_parameter) - steps_.begin());
}

void CircuitProgram::run(std::span<const double> parameters, StateVector& state, StateVector& scratch,
                         ThreadPool& pool) const {
  EIGENLAKE_ASSERT(parameters.size() == static_cast<size_t>(num_parameters_));
  if (steps_.empty()) return state.set_basis_state(0);
  const bool first_is_done = std::visit(Starter{parameters, state, pool}, steps_.front());
  for (size_t i = first_is_done ? 1 : 0; i < steps_.size(); ++i) {
    if (const auto* layer = std::get_if<Layer>(&steps_[i])) {
      const auto ry = values_of(layer->ry, parameters), rz = values_of(layer->rz, parameters);
      apply_rotation_layer(state, {ry, rz}, pool);
    } else if (const auto* permutation = std::get_if<Permutation>(&steps_[i])) {
      permute(permutation->forward, state, scratch, pool);
    } else {
      const Gate& gate = std::get<Gate>(steps_[i]);
      apply_gate(state, gate, gate.angle.value(parameters), pool);
    }
  }
}

void CircuitProgram::undo(const Step& step, std::span<const double> parameters, StateVector& state,
                          StateVector& adjoint, StateVector& scratch, std::span<double> gradient,
                          ThreadPool& pool) const {
  if (const auto* layer = std::get_if<Layer>(&step)) {
    const auto ry = values_of(layer->ry, parameters), rz = values_of(layer->rz, parameters);
    std::vector<double> ry_gradient(ry.size()), rz_gradient(rz.size());
    unapply_rotation_layer(state, adjoint, {ry, rz}, ry_gradient, rz_gradient, pool);
    for (size_t q = 0; q < ry.size(); ++q) add_derivative(layer->ry[q], ry_gradient[q], gradient);
    for (size_t q = 0; q < rz.size(); ++q) add_derivative(layer->rz[q], rz_gradient[q], gradient);
  } else if (const auto* permutation = std::get_if<Permutation>(&step)) {
    permute(permutation->backward, state, scratch, pool);
    permute(permutation->backward, adjoint, scratch, pool);
  } else {
    const Gate& gate = std::get<Gate>(step);
    if (has_parameter(step))
      add_derivative(gate.angle, angle_derivative(adjoint, state, gate, pool), gradient);
    const double angle = gate.angle.value(parameters);
    unapply_gate(state, gate, angle, pool);
    unapply_gate(adjoint, gate, angle, pool);
  }
}

void CircuitProgram::differentiate(std::span<const double> parameters, StateVector& state,
                                   StateVector& adjoint, StateVector& scratch, std::span<double> gradient,
                                   ThreadPool& pool) const {
  EIGENLAKE_ASSERT(gradient.size() == static_cast<size_t>(num_parameters_));
  std::ranges::fill(gradient, 0.0);
  for (size_t i = steps_.size(); i-- > first_parametrised_step_;)
    undo(steps_[i], parameters, state, adjoint, scratch, gradient, pool);
}

}  // namespace eigenlake
