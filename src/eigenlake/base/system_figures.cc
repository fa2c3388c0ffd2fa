// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/system_figures.h"

#include <fstream>
#include <limits>
#include <string_view>
#include <thread>

#include <unistd.h>

#include "eigenlake/base/clock.h"

namespace eigenlake {
namespace {

constexpr uint64_t kBytesPerKibibyte = 1024;

/// The text behind `key` and a colon in the first line that begins with it.
std::string value_of_line(const char* file, std::string_view key) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(key)) continue;
    const size_t begin = line.find_first_not_of(" \t:", key.size());
    if (begin != std::string::npos) return line.substr(begin);
  }
  return "";
}

/// x86 calls it "model name"; other processors are known by their system's name at best.
const std::string& processor_name() {
  static const std::string name = [] {
    auto found = value_of_line("/proc/cpuinfo", "model name");
    return found.empty() ? value_of_line("/proc/cpuinfo", "Model") : found;
  }();
  return name;
}

void read_load(SystemFigures& figures) {
  std::ifstream file("/proc/loadavg");
  double one = 0.0, five = 0.0, fifteen = 0.0;
  if (!(file >> one >> five >> fifteen)) return;
  figures.load_1m = one;
  figures.load_5m = five;
  figures.load_15m = fifteen;
}

void read_memory(SystemFigures& figures) {
  std::ifstream file("/proc/meminfo");
  std::string key;
  uint64_t kibibytes = 0;
  while (file >> key >> kibibytes) {
    if (key == "MemTotal:") figures.memory_total_bytes = kibibytes * kBytesPerKibibyte;
    if (key == "MemAvailable:") figures.memory_available_bytes = kibibytes * kBytesPerKibibyte;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
}

void read_resident(SystemFigures& figures) {
  std::ifstream file("/proc/self/statm");
  uint64_t size_pages = 0;
  uint64_t resident_pages = 0;
  if (file >> size_pages >> resident_pages)
    figures.resident_bytes = resident_pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

SystemFigures read_system_figures() {
  SystemFigures figures;
  figures.timestamp_ms = now_ms();
  figures.processor = processor_name();
  figures.num_processors = static_cast<int>(std::thread::hardware_concurrency());
  read_load(figures);
  read_memory(figures);
  read_resident(figures);
  std::ifstream uptime("/proc/uptime");
  if (double seconds = 0.0; uptime >> seconds) figures.uptime_seconds = seconds;
  return figures;
}

}  // namespace eigenlake
