// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/metadata_log.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "eigenlake/base/clock.h"

namespace eigenlake::iceberg {

void prepare_successor(const Table& base, std::string base_file, TableMetadata& metadata) {
  if (metadata.last_updated_ms == base.metadata().last_updated_ms)
    metadata.last_updated_ms = std::max(metadata.last_updated_ms, now_ms());
  if (base.is_staged()) return;
  auto& log = metadata.metadata_log;
  log.push_back({base.metadata().last_updated_ms, std::move(base_file)});
  const int64_t kept =
      std::max<int64_t>(metadata.property_int("write.metadata.previous-versions-max", 100), 1);
  if (std::ssize(log) > kept) log.erase(log.begin(), log.end() - kept);
}

std::vector<std::string> dropped_metadata_files(const Table& base, const TableMetadata& after) {
  if (after.property("write.metadata.delete-after-commit.enabled", "false") != "true") return {};
  std::set<std::string_view> kept;
  for (const MetadataLogEntry& entry : after.metadata_log) kept.insert(entry.metadata_file);
  std::vector<std::string> dropped;
  for (const MetadataLogEntry& entry : base.metadata().metadata_log)
    if (!kept.contains(entry.metadata_file)) dropped.push_back(entry.metadata_file);
  return dropped;
}

void remove_dropped_metadata(const Table& base, const TableMetadata& after) {
  for (const std::string& file : dropped_metadata_files(base, after))
    if (const auto key = base.key_of(file)) static_cast<void>(base.store().remove(*key));
}

int metadata_file_number(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  const bool is_hadoop = path.starts_with('v');
  if (is_hadoop) path.remove_prefix(1);
  int number = -1;
  const auto [end, code] = std::from_chars(path.data(), path.data() + path.size(), number);
  const bool is_number = code == std::errc() && end != path.data() + path.size();
  return is_number && *end == (is_hadoop ? '.' : '-') && number >= 0 ? number : -1;
}

}  // namespace eigenlake::iceberg
