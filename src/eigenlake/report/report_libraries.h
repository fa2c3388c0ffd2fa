// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// A JavaScript library of the page, as its authors publish it.
struct ReportLibrary {
  std::string name;     ///< "3Dmol.js"
  std::string script;   ///< The program.
  std::string licence;  ///< Its text, which must go with the program.
};

/// Where tools/setup unpacks them.
std::filesystem::path report_libraries_folder();

/// In the order in which the page needs them. Errors: kNotFound.
Result<std::vector<ReportLibrary>> read_report_libraries(const std::filesystem::path& folder);

}  // namespace eigenlake
