// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_reader.h"

#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

Result<std::string> read_whole_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return fail(ErrorKind::kNotFound, "no file {}", file.string());
  if (std::filesystem::is_directory(status))
    return fail(ErrorKind::kInvalidInput, "{} is a directory; give a file with molecules", file.string());
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || stream.bad()) {
    if (stream.eof() || std::filesystem::file_size(file, error) == 0) return std::string();
    return fail(ErrorKind::kStore, "cannot read {}", file.string());
  }
  return std::move(text).str();
}

/// ".json" of "H2.JSON"
std::string ending_of(const std::filesystem::path& file) {
  return lower_case_ascii(file.extension().string());
}

}  // namespace

bool has_xyz_name(const std::filesystem::path& file) {
  const std::string ending = ending_of(file);
  return ending == ".xyz" || ending == ".extxyz";
}

Result<MoleculeList> read_molecules(const std::filesystem::path& file, const MoleculeReaderOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string text, read_whole_file(file));
  if (has_xyz_name(file)) return parse_molecules_xyz(text, file.string(), options);
  if (const std::string ending = ending_of(file); ending == ".jsonl" || ending == ".ndjson")
    return parse_molecules_json_lines(text, file.string());
  return parse_molecules_json(text, file.string());
}

}  // namespace eigenlake
