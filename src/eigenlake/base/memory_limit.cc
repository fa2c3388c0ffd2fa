// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/memory_limit.h"

#include <fstream>
#include <limits>
#include <string>

#include <unistd.h>

namespace eigenlake {

size_t available_memory_bytes() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  size_t kibibytes = 0;
  while (file >> key >> kibibytes) {
    if (key == "MemAvailable:") return kibibytes * 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

size_t resident_memory_bytes() {
  std::ifstream file("/proc/self/statm");
  size_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

Result<> require_memory(size_t bytes, std::string_view what) {
  // Small requests are not worth reading the system's figures.
  if (bytes < size_t{64} << 20) return {};
  const size_t available = available_memory_bytes();
  if (bytes <= available) return {};
  return fail(ErrorKind::kResourceLimit, "{} need {:.1f} GiB of memory, only {:.1f} GiB are free", what,
              static_cast<double>(bytes) / (1 << 30), static_cast<double>(available) / (1 << 30));
}

}  // namespace eigenlake
