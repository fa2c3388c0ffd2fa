// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/rewrite_manifests.h"

#include <algorithm>
#include <map>
#include <utility>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {
namespace {

/// By partition, nulls first, then by path.
struct EntryOrder {
  const std::vector<Type>& types;

  bool operator()(const ManifestEntry& a, const ManifestEntry& b) const {
    for (size_t i = 0; i < types.size(); ++i) {
      const Literal& x = a.data_file.partition[i];
      const Literal& y = b.data_file.partition[i];
      if (is_null(x) != is_null(y)) return is_null(x);
      if (is_null(x)) continue;
      const auto order = compare_literals(x, y, types[i]);
      if (order != 0) return order < 0;
    }
    return a.data_file.file_path < b.data_file.file_path;
  }
};

/// False if a source column is gone or a transform unknown.
bool has_order(const PartitionSpec& spec, const Schema& schema) {
  const auto is_known = [](const PartitionField& field) {
    return field.transform.kind != Transform::Kind::kUnknown;
  };
  return spec.partition_types(schema) && std::ranges::all_of(spec.fields, is_known);
}

int64_t manifests_needed(int64_t bytes, int64_t target_bytes) {
  return std::max<int64_t>(1, (bytes + target_bytes - 1) / target_bytes);
}

}  // namespace

/// Manifests of one spec and content.
struct RewriteManifestsAction::Group {
  std::vector<ManifestFile> files = {};
  int64_t bytes = 0;
  bool has_removed = false;

  bool is_worth_it(int64_t target_bytes) const {
    return has_removed || static_cast<int64_t>(files.size()) > manifests_needed(bytes, target_bytes);
  }

  /// Manifests that must stay go to `kept`.
  static std::vector<Group> of(const TableMetadata& metadata, std::vector<ManifestFile> manifests,
                               std::vector<ManifestFile>& kept) {
    std::map<std::pair<int, ManifestContent>, Group> groups;
    for (ManifestFile& file : manifests) {
      const PartitionSpec* spec = metadata.partition_spec_by_id(file.partition_spec_id);
      if (spec == nullptr || !has_order(*spec, metadata.schema())) {
        kept.push_back(std::move(file));
        continue;
      }
      Group& group = groups[{file.partition_spec_id, file.content}];
      group.bytes += file.manifest_length;
      group.has_removed |= file.deleted_files_count > 0;
      group.files.push_back(std::move(file));
    }
    std::vector<Group> result;
    for (auto& [key, group] : groups) result.push_back(std::move(group));
    return result;
  }
};

RewriteManifestsAction::RewriteManifestsAction(Table& table, RewriteManifestsOptions options)
    : SnapshotAction(table), options_(std::move(options)) {}

Result<std::optional<std::vector<ManifestFile>>> RewriteManifestsAction::next_manifests(
    const TableMetadata& metadata) {
  created_ = kept_ = replaced_ = entries_ = 0;
  EIGENLAKE_ASSIGN_OR_RETURN(auto parents, live_manifests(table(), metadata));
  std::vector<ManifestFile> manifests;
  for (Group& group : Group::of(metadata, std::move(parents), manifests)) {
    if (group.is_worth_it(options_.target_bytes)) {
      EIGENLAKE_RETURN_IF_ERROR(rewrite(metadata, group, manifests));
    } else {
      std::ranges::move(group.files, std::back_inserter(manifests));
    }
  }
  kept_ = static_cast<int64_t>(manifests.size()) - created_;
  if (replaced_ == 0) return std::nullopt;
  return manifests;
}

Result<int64_t> RewriteManifestsAction::count_after(const Table& table,
                                                    const RewriteManifestsOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto manifests, live_manifests(table, table.metadata()));
  std::vector<ManifestFile> kept;
  const auto groups = Group::of(table.metadata(), std::move(manifests), kept);
  auto count = static_cast<int64_t>(kept.size());
  for (const Group& group : groups)
    count += group.is_worth_it(options.target_bytes) ? manifests_needed(group.bytes, options.target_bytes)
                                                     : static_cast<int64_t>(group.files.size());
  return count;
}

Result<> RewriteManifestsAction::rewrite(const TableMetadata& metadata, const Group& group,
                                         std::vector<ManifestFile>& manifests) {
  const ManifestFile& first = group.files.front();
  const PartitionSpec& spec = *metadata.partition_spec_by_id(first.partition_spec_id);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto types, spec.partition_types(metadata.schema()));
  Manifest all{metadata.schema(), spec, first.content, {}};
  for (const ManifestFile& file : group.files) {
    EIGENLAKE_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(table(), file));
    for (ManifestEntry& entry : manifest.entries) {
      if (!entry.is_live()) continue;
      entry.status = ManifestEntry::Status::kExisting;
      all.entries.push_back(std::move(entry));
    }
  }
  std::ranges::sort(all.entries, EntryOrder{types});
  entries_ += static_cast<int64_t>(all.entries.size());
  replaced_ += static_cast<int64_t>(group.files.size());

  const auto count = static_cast<size_t>(manifests_needed(group.bytes, options_.target_bytes));
  const size_t per_manifest = std::max<size_t>(1, (all.entries.size() + count - 1) / count);
  for (size_t begin = 0; begin < all.entries.size(); begin += per_manifest) {
    const size_t end = std::min(begin + per_manifest, all.entries.size());
    Manifest part{all.schema, all.partition_spec, all.content, {}};
    part.entries.assign(all.entries.begin() + static_cast<ptrdiff_t>(begin),
                        all.entries.begin() + static_cast<ptrdiff_t>(end));
    EIGENLAKE_ASSIGN_OR_RETURN(manifests.emplace_back(), write_manifest(part, next_number_++));
    ++created_;
  }
  return {};
}

SnapshotSummary RewriteManifestsAction::summary(const TableMetadata& metadata) const {
  SnapshotSummary summary = SnapshotChanges(metadata).summary("replace", options_.summary);
  summary["manifests-created"] = std::to_string(created_);
  summary["manifests-kept"] = std::to_string(kept_);
  summary["manifests-replaced"] = std::to_string(replaced_);
  summary["entries-processed"] = std::to_string(entries_);
  return summary;
}

}  // namespace eigenlake::iceberg
