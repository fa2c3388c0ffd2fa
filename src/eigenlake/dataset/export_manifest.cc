// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export_manifest.h"

#include <algorithm>
#include <vector>

#include "eigenlake/base/digest.h"
#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

/// Identifies our own manifests.
constexpr std::string_view kSignature = "eigenlake_export";
constexpr int kManifestVersion = 1;

std::vector<ExportedFile> by_path(std::span<const ExportedFile> files) {
  std::vector<ExportedFile> sorted(files.begin(), files.end());
  std::ranges::sort(sorted, {}, &ExportedFile::path);
  return sorted;
}

bool is_ours(const Result<std::string>& text) {
  if (!text) return false;
  const auto json = parse_json(*text);
  return json && json->is_object() && json->contains(kSignature);
}

}  // namespace

std::string export_manifest_json(std::span<const ExportedFile> files, std::string_view format,
                                 const std::string& created_at) {
  Json list = Json::array();
  for (const ExportedFile& file : by_path(files)) {
    Json entry = {{"path", file.path}};
    if (!file.table.empty()) entry["table"] = file.table;
    if (file.rows) entry["rows"] = *file.rows;
    entry["bytes"] = file.bytes;
    entry["sha256"] = file.sha256;
    list.push_back(std::move(entry));
  }
  const Json manifest = {{kSignature, kManifestVersion},
                         {"engine_version", EIGENLAKE_VERSION},
                         {"created_at", created_at},
                         {"format", format},
                         {"fingerprint", fingerprint_of(files)},
                         {"files", std::move(list)}};
  return manifest.dump(1) + "\n";
}

std::string incomplete_json() {
  const Json mark = {{kSignature, kManifestVersion}, {"engine_version", EIGENLAKE_VERSION}};
  return mark.dump() + "\n";
}

Result<std::set<std::string, std::less<>>> paths_of_manifest(std::string_view json) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json manifest, parse_json(json));
  std::set<std::string, std::less<>> paths = {std::string(kExportManifest)};
  if (!manifest.is_object() || !manifest.contains("files") || !manifest.at("files").is_array())
    return fail(ErrorKind::kCorrupt, "the manifest has no list 'files'");
  for (const Json& file : manifest.at("files")) {
    if (!file.is_object() || !file.contains("path") || !file.at("path").is_string())
      return fail(ErrorKind::kCorrupt, "a file of the manifest has no path: {}", file.dump());
    paths.insert(file.at("path").get<std::string>());
  }
  return paths;
}

std::string fingerprint_of(std::span<const ExportedFile> files) {
  Sha256 digest;
  for (const ExportedFile& file : by_path(files)) {
    if (file.table.empty()) continue;
    digest.update(file.path);
    digest.update("\n");
    digest.update(file.sha256);
    digest.update("\n");
  }
  return digest.finish();
}

Result<> check_may_replace(ObjectStore& store, std::string_view prefix, const std::string& place,
                           bool replace) {
  const std::string manifest = std::string(prefix) + std::string(kExportManifest);
  const std::string mark = std::string(prefix) + std::string(kIncompleteMark);
  if (!is_ours(store.get(manifest)) && !is_ours(store.get(mark)))
    return fail(ErrorKind::kUsage, "the dataset's place must be empty or new; other files are in {}", place);
  if (replace) return {};
  return fail(ErrorKind::kUsage, "a dataset already exists in {}; --force replaces it", place);
}

}  // namespace eigenlake
