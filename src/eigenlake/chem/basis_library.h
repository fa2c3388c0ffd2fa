// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/json/simdjson.h"

namespace eigenlake {

/// The data of the Basis Set Exchange, each file parsed once: the folder in EIGENLAKE_BASIS_SETS, or else the
/// pinned one.
class BasisLibrary {
 public:
  BasisLibrary();

  /// The object in a file. Errors: kNotFound, kCorrupt.
  Result<simdjson::dom::object> open(const std::string& relative_path);

  std::unexpected<Error> corrupt(const std::string& relative_path, std::string_view missing) const;

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::unique_ptr<simdjson::dom::parser>> parsers_;
};

}  // namespace eigenlake
