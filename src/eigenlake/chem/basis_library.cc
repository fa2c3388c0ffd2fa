// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/basis_library.h"

#include <cstdlib>

namespace eigenlake {
namespace {

namespace dom = simdjson::dom;

std::filesystem::path data_folder() {
  if (const char* folder = std::getenv("EIGENLAKE_BASIS_SETS"); folder != nullptr && *folder != '\0')
    return folder;
  return std::filesystem::path(EIGENLAKE_DEPS_DIR) / "basis_sets";
}

}  // namespace

BasisLibrary::BasisLibrary() : folder_(data_folder()) {}

Result<dom::object> BasisLibrary::open(const std::string& relative_path) {
  auto& parser = parsers_[relative_path];
  if (parser == nullptr) {
    parser = std::make_unique<dom::parser>();
    const std::string path = (folder_ / relative_path).string();
    if (const auto error = parser->load(path).error(); error == simdjson::IO_ERROR)
      return fail(ErrorKind::kNotFound,
                  "no basis set file {}; EIGENLAKE_BASIS_SETS names the folder of the data", path);
    else if (error)
      return fail(ErrorKind::kCorrupt, "{} is invalid JSON: {}", path, simdjson::error_message(error));
  }
  dom::object root;
  if (parser->doc.root().get(root)) return corrupt(relative_path, "JSON object");
  return root;
}

std::unexpected<Error> BasisLibrary::corrupt(const std::string& relative_path,
                                             std::string_view missing) const {
  return fail(ErrorKind::kCorrupt, "invalid basis set file {}: no {}", (folder_ / relative_path).string(),
              missing);
}

}  // namespace eigenlake
