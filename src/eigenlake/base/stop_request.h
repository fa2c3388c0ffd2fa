// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace eigenlake {

/// Tells long work whether to end early; empty: never.
///
/// Requires: quick, callable from any thread, and once true always true. Work that was stopped returns an
///           error or says in its result that it is void.
using StopRequest = std::function<bool()>;

inline bool is_stopped(const StopRequest& stop) {
  return stop && stop();
}

}  // namespace eigenlake
