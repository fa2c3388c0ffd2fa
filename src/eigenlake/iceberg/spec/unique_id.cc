// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/unique_id.h"

#include <limits>
#include <random>

#include <fmt/format.h>

namespace eigenlake::iceberg {
namespace {

uint64_t random_bits() {
  thread_local std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device();
}

}  // namespace

std::string new_uuid() {
  const uint64_t high = (random_bits() & ~0xf000ull) | 0x4000ull;
  const uint64_t low = (random_bits() & ~(0b11ull << 62)) | (0b10ull << 62);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff,
                     low >> 48, low & 0xffffffffffff);
}

int64_t new_snapshot_id() {
  return static_cast<int64_t>((random_bits() & std::numeric_limits<int64_t>::max()) | 1u);
}

}  // namespace eigenlake::iceberg
