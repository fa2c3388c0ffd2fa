// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// A file of an exported dataset, as its manifest.json names it.
struct ExportedFile {
  std::string path;             ///< Below the dataset, '/'-separated.
  std::string table;            ///< Empty for the card and the like.
  std::optional<int64_t> rows;  ///< Of files of rows.
  uint64_t bytes = 0;
  std::string sha256;  ///< Lower-case hex.
};

/// The file of a dataset that names all others; its presence means that the dataset is complete.
inline constexpr std::string_view kExportManifest = "manifest.json";
/// Marks a dataset whose manifest is still to come, where files cannot be renamed together.
inline constexpr std::string_view kIncompleteMark = "_incomplete.json";

/// The text of manifest.json: the writer, and path, table, rows, bytes and SHA-256 of each file, in order of
/// paths.
std::string export_manifest_json(std::span<const ExportedFile> files, std::string_view format,
                                 const std::string& created_at);
/// The text of _incomplete.json.
std::string incomplete_json();

/// The paths that a manifest names, itself included. Errors: kCorrupt.
Result<std::set<std::string, std::less<>>> paths_of_manifest(std::string_view json);

/// One digest for all files of rows and metadata: SHA-256 over their paths and digests in order of the paths.
/// Exports with equal fingerprints have equal bytes.
std::string fingerprint_of(std::span<const ExportedFile> files);

/// Errors: kUsage unless `replace` is set and an earlier dataset of this program, complete or not, is below
///         `prefix`; nothing else is ever replaced.
Result<> check_may_replace(ObjectStore& store, std::string_view prefix, const std::string& place,
                           bool replace);

}  // namespace eigenlake
