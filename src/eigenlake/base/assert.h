// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eigenlake {

/// Prints the broken invariant with its place and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace eigenlake

/// An invariant of our own code, checked in release builds too; never reachable by user input.
#define EIGENLAKE_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::eigenlake::assertion_failed(#condition, __FILE__, __LINE__))
