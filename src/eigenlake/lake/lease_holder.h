#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// The process that a lease or a claim in a store names as its owner.
struct LeaseHolder {
  std::string host = "unknown";
  std::string space;  ///< The run of the machine and the processes that see one another; empty: not known.
  int64_t pid = 0;

  /// This process.
  static LeaseHolder ours();
  /// Fields that are not there, or of another type, stay unknown.
  static LeaseHolder of(const Json& document);

  /// {"host", "space", "pid"}
  Json to_json() const;
  /// "process 17 on lab-3"
  std::string to_string() const;
  /// Whether it was a process of this machine that has ended; false where that cannot be seen from here.
  bool is_gone() const;
};

/// The text of such an object, with its end of line; bytes that are no UTF-8 are replaced.
std::string lease_text(const Json& document);

}  // namespace eigenlake
