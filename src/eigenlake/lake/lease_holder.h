// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// The owner of a lease or claim.
struct LeaseHolder {
  std::string host = "unknown";
  std::string space;  ///< Boot and process namespace; empty if unknown.
  int64_t pid = 0;

  static LeaseHolder ours();
  /// Missing and invalid fields stay unknown.
  static LeaseHolder of(const Json& document);

  /// {"host", "space", "pid"}
  Json to_json() const;
  /// "process 17 on lab-3"
  std::string to_string() const;
  /// True if it was a process of this machine that ended; false if that is not visible.
  bool is_gone() const;
};

/// One line; invalid UTF-8 is replaced.
std::string lease_text(const Json& document);

}  // namespace eigenlake
