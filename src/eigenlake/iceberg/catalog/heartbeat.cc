// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/heartbeat.h"

#include <condition_variable>
#include <mutex>

namespace eigenlake::iceberg {

std::jthread start_heartbeat(std::chrono::duration<double> interval, std::function<bool()> beat) {
  return std::jthread([interval, beat = std::move(beat)](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    do {
      wake.wait_for(lock, stop, interval, [] { return false; });
    } while (!stop.stop_requested() && beat());
  });
}

}  // namespace eigenlake::iceberg
