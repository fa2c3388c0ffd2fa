#include "eigenlake/lake/lake_tables.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const auto& table : all_tables()) names.push_back(table.name);
  return names;
}

}  // namespace

Result<LakeTables> LakeTables::load(const Lake& lake, std::span<const std::string_view> names) {
  LakeTables result;
  if (lake.catalog().commits_together()) {
    EIGENLAKE_RETURN_IF_ERROR(result.add(lake, names));
    return result;
  }
  // Whatever batch this log has is in every table that is loaded after it.
  if (std::ranges::find(names, kAuditTable) != names.end()) {
    static constexpr std::array kAudit = {kAuditTable};
    EIGENLAKE_RETURN_IF_ERROR(result.add(lake, kAudit));
  }
  std::vector<std::string_view> others;
  std::ranges::copy_if(names, std::back_inserter(others), [](auto name) { return name != kAuditTable; });
  EIGENLAKE_RETURN_IF_ERROR(result.add(lake, others));
  return result;
}

Result<> LakeTables::add(const Lake& lake, std::span<const std::string_view> names) {
  std::vector<iceberg::TableIdentifier> identifiers;
  for (const auto name : names) identifiers.push_back(table_identifier(name));
  EIGENLAKE_ASSIGN_OR_RETURN(auto loaded, lake.catalog().load_tables(identifiers));
  for (size_t i = 0; i < names.size(); ++i) {
    if (loaded[i]) tables_.emplace(names[i], *std::move(loaded[i]));
  }
  return {};
}

Result<LakeTables> LakeTables::load_all(const Lake& lake) {
  return load(lake, all_names());
}

Result<LakeTables> LakeTables::load_all_locked(const Lake& lake) {
  LakeTables result;
  EIGENLAKE_RETURN_IF_ERROR(result.add(lake, all_names()));
  return result;
}

const iceberg::Table* LakeTables::find(std::string_view name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

iceberg::Table* LakeTables::find(std::string_view name) {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

std::optional<std::string> batch_of(const iceberg::Snapshot& snapshot) {
  return snapshot.summary_value(kBatchIdProperty);
}

const iceberg::Snapshot* snapshot_of_batch(const iceberg::TableMetadata& metadata,
                                           std::string_view batch_id) {
  const auto* created = metadata.snapshot_by_ref(creation_tag(batch_id));
  return created != nullptr ? created : metadata.snapshot_by_ref(append_tag(batch_id));
}

}  // namespace eigenlake
