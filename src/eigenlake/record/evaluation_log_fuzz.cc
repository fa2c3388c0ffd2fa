// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as a log of evaluations, as they are and behind the first line and the version
// that a log has, with a checksum that matches. Invariants: no crash, no exception; a log that was read is
// written as bytes that read the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/digest.h"
#include "eigenlake/record/evaluation_log_codec.h"

namespace {

using namespace eigenlake;

/// The bytes of a log before the experiment id.
std::string beginning() {
  constexpr size_t kRest = 1 + sizeof(double) + 1 + 32;  // no id, the seconds, no restarts, the checksum
  const std::string empty = encode_evaluation_log({});
  return empty.substr(0, empty.size() - kRest);
}

void check(std::string_view bytes) {
  const auto log = decode_evaluation_log(bytes);
  if (!log) return;
  const std::string again = encode_evaluation_log(*log);
  const auto back = decode_evaluation_log(again);
  EIGENLAKE_ASSERT(back.has_value() && encode_evaluation_log(*back) == again);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  const std::string text = beginning() + bytes;
  check(text + sha256(text));
  return 0;
}
