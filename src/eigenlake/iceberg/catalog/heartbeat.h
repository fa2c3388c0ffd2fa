// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace eigenlake::iceberg {

/// Calls `beat` after each interval, until it returns false or the thread is destroyed, which waits for it.
std::jthread start_heartbeat(std::chrono::duration<double> interval, std::function<bool()> beat);

}  // namespace eigenlake::iceberg
