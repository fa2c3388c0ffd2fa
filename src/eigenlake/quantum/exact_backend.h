// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/backend.h"

namespace eigenlake {

/// Exact energies and gradients: an ansatz of a sector uses its determinants, any other one the full state
/// vector.
const Backend& exact_backend();

}  // namespace eigenlake
