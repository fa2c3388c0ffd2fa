#include "eigenlake/chem/molecule_reader.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>

namespace eigenlake {
namespace {

Result<std::string> read_whole_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    return fail(ErrorKind::kNotFound, "{}: expected a file with molecules, found none", file.string());
  if (std::filesystem::is_directory(status))
    return fail(ErrorKind::kInvalidInput, "{}: expected a file with molecules, found a directory",
                file.string());
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || stream.bad()) {
    if (stream.eof() || std::filesystem::file_size(file, error) == 0) return std::string();
    return fail(ErrorKind::kStore, "{}: expected a file that can be read, found that it cannot",
                file.string());
  }
  return std::move(text).str();
}

bool has_xyz_name(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == ".xyz";
}

}  // namespace

Result<MoleculeList> read_molecules(const std::filesystem::path& file, const MoleculeReaderOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string text, read_whole_file(file));
  if (has_xyz_name(file)) return parse_molecules_xyz(text, file.string(), options);
  return parse_molecules_json(text, file.string());
}

}  // namespace eigenlake
