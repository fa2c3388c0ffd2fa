// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/standard_orientation.h"

namespace eigenlake {

/// The orbitals in the columns of `coefficients`, over the functions of the input's atoms in the input's axes
/// and order, where `coefficients` are over those of the standard frame.
///
/// Shape:    [num_ao, num_orbitals]
/// Requires: `labels` are those of the integrals in the frame.
Eigen::MatrixXd orbitals_of_input(const StandardFrame& frame, const std::vector<AoLabel>& labels,
                                  const Eigen::MatrixXd& coefficients);

}  // namespace eigenlake
