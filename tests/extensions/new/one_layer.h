// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// A rotation of each qubit.
const AnsatzFamily& one_layer_family();

}  // namespace eigenlake
