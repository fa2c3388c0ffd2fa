#pragma once

#include "eigenlake/quantum/backend.h"

namespace eigenlake {

/// Exact energies and gradients without noise, by two engines: an ansatz of a sector stays in its
/// determinants, every other one takes the full state vector.
const Backend& exact_backend();

}  // namespace eigenlake
