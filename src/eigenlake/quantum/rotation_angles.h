#pragma once

#include <span>

namespace eigenlake {

/// RY on every qubit, then RZ on every qubit; an empty span leaves that kind out.
struct RotationAngles {
  std::span<const double> ry;  ///< [num_qubits] or empty
  std::span<const double> rz;  ///< [num_qubits] or empty
};

}  // namespace eigenlake
