// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"

namespace eigenlake {

/// How far the iteration is.
struct FciProgress {
  int round =
      0;  ///< Finished rounds of Davidson's method over all irreps; 0 where the first guesses are made.
  int products = 0;       ///< Products with the Hamiltonian, the one that begins included.
  double residual = 0.0;  ///< Of the lowest state of the irrep after the last round; 0 before the first.
};

struct FciOptions {
  uint64_t max_determinants = 1'000'000;
  /// Only states of this 2S + 1; none: the lowest of the (alpha, beta) block.
  std::optional<int> multiplicity = std::nullopt;
  double energy_threshold = 1e-12;  ///< Hartree; of the error, see DavidsonOptions::value_threshold.
  int max_iterations = 200;
  ThreadPool* pool = nullptr;  ///< Null: one thread. The bits do not depend on it.
  StopRequest stop = {};       ///< Checked some thousand times in a product of many determinants.
  /// Called from the caller's thread before each product; may be empty.
  std::function<void(const FciProgress&)> on_progress = {};
};

}  // namespace eigenlake
