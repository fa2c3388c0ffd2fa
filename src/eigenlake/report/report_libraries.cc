// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/report/report_libraries.h"

#include <fstream>
#include <iterator>

namespace eigenlake {
namespace {

struct LibraryFiles {
  const char* name;
  const char* folder;
  const char* script;
};

constexpr LibraryFiles kLibraries[] = {{"D3", "d3", "d3.min.js"},
                                       {"Observable Plot", "plot", "plot.umd.min.js"},
                                       {"3Dmol.js", "3dmol", "3Dmol-min.js"}};

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open())
    return fail(ErrorKind::kNotFound, "cannot read {}, a part of the report; tools/setup installs it",
                path.string());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

std::filesystem::path report_libraries_folder() {
  return std::filesystem::path(EIGENLAKE_DEPS_DIR) / "report";
}

Result<std::vector<ReportLibrary>> read_report_libraries(const std::filesystem::path& folder) {
  std::vector<ReportLibrary> libraries;
  for (const LibraryFiles& files : kLibraries) {
    ReportLibrary library{.name = files.name, .script = {}, .licence = {}};
    EIGENLAKE_ASSIGN_OR_RETURN(library.script, read_file(folder / files.folder / files.script));
    EIGENLAKE_ASSIGN_OR_RETURN(library.licence, read_file(folder / files.folder / "LICENSE"));
    libraries.push_back(std::move(library));
  }
  return libraries;
}

}  // namespace eigenlake
