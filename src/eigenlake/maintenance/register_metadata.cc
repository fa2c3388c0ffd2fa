// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/register_metadata.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/maintenance/table_states.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// A metadata file and what it says.
struct LyingMetadata {
  std::string key;
  std::shared_ptr<const iceberg::TableMetadata> metadata;

  auto age() const { return std::tie(metadata->last_sequence_number, metadata->last_updated_ms, key); }
};

/// Those of a table's folder that can be read, oldest first.
Result<std::vector<LyingMetadata>> metadata_in(ObjectStore& warehouse, const std::string& table) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto keys, metadata_files_of(warehouse, table));
  std::vector<LyingMetadata> found;
  for (const std::string& key : keys) {
    auto text = iceberg::read_metadata_text(warehouse, key);
    if (!text && text.error().kind == ErrorKind::kUnavailable) return std::unexpected(text.error());
    if (!text) continue;
    auto metadata = iceberg::parse_table_metadata(*std::move(text));
    if (metadata)
      found.push_back({key, std::make_shared<const iceberg::TableMetadata>(*std::move(metadata))});
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) { return a.age() < b.age(); });
  return found;
}

/// Names of the folders in the namespace's own.
Result<std::vector<std::string>> folders_in(ObjectStore& warehouse) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto names, warehouse.list_names(std::string(kDatabase) + "/"));
  std::erase_if(names, [](const std::string& name) { return !name.ends_with('/'); });
  for (std::string& name : names) name.pop_back();
  return names;
}

/// One recovery of a catalog.
class Registration {
 public:
  Registration(const Lake& lake, const TableStates& states) : lake_(lake), states_(states) {}

  Result<std::vector<RecoveryStep>> run(bool dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto names, folders_in(lake_.warehouse_store()));
    for (const std::string& name : names) EIGENLAKE_RETURN_IF_ERROR(choose(name));
    EIGENLAKE_RETURN_IF_ERROR(step_back_from_half_batch());
    for (const auto& [name, chosen] : chosen_) {
      const auto pointed = dry_run ? Result<>() : point_to(name, chosen.back());
      if (!pointed && pointed.error().kind != ErrorKind::kStore) return std::unexpected(pointed.error());
      if (!pointed) {
        steps_.push_back({name, pointed.error().message, false});
        continue;
      }
      steps_.push_back({name, fmt::format("{} {}", dry_run ? "would register" : "registered",
                                          lake_.warehouse_store().uri_of(chosen.back().key))});
    }
    return std::move(steps_);
  }

 private:
  /// The lake's own, which newer metadata may make whole.
  static bool is_behind(const TableState& state) {
    return state.kind == TableState::Kind::kOlder || state.kind == TableState::Kind::kDamaged;
  }

  /// Finds the newest state of a table that has to be registered.
  Result<> choose(const std::string& name) {
    const bool is_ours = find_table(name) != nullptr;
    if (is_ours && states_.at(name).has_all_rows()) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, lake_.catalog().table_exists(table_identifier(name)));
    if (!is_ours && exists) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(auto found, metadata_in(lake_.warehouse_store(), name));
    const std::string uuid = is_ours ? states_.remembered_uuid(name) : "";
    if (!uuid.empty())
      std::erase_if(found, [&](const auto& file) { return file.metadata->table_uuid != uuid; });
    if (found.empty()) return {};
    const bool is_there = is_ours && is_behind(states_.at(name));
    if (is_there && found.back().metadata->last_sequence_number <=
                        states_.at(name).table->metadata().last_sequence_number)
      return {};
    chosen_.emplace(name, std::move(found));
    return {};
  }

  iceberg::Table table_of(const std::string& name, const LyingMetadata& file) const {
    return {lake_.catalog(),
            lake_.shared_warehouse_store(),
            table_identifier(name),
            fmt::format("{}/{}", kDatabase, name),
            file.key,
            file.metadata};
  }

  /// The metadata that a table has or will have.
  const iceberg::TableMetadata* metadata_of(const std::string& name) const {
    if (const auto found = chosen_.find(name); found != chosen_.end())
      return found->second.back().metadata.get();
    const auto& table = states_.at(name).table;
    return table ? &table->metadata() : nullptr;
  }

  /// A writer that died before its commit may have left the audit row of a batch that some table lacks.
  Result<> step_back_from_half_batch() {
    const auto audit = chosen_.find(std::string(kAuditTable));
    if (audit == chosen_.end()) return {};
    auto& files = audit->second;
    const auto* newest = files.back().metadata->current_snapshot();
    const auto batch = newest == nullptr ? std::nullopt : batch_of(*newest);
    if (!batch || files.size() < 2) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_audited_rows(table_of(audit->first, files.back())));
    const auto stated = rows.find(*batch);
    if (stated == rows.end()) return {};
    const bool is_whole = std::ranges::all_of(stated->second, [&](const auto& entry) {
      const auto* metadata = find_table(entry.first) == nullptr ? nullptr : metadata_of(entry.first);
      return entry.second == 0 || (metadata != nullptr && snapshot_of_batch(*metadata, *batch) != nullptr);
    });
    if (!is_whole) files.pop_back();
    return {};
  }

  Result<> point_to(const std::string& name, const LyingMetadata& file) {
    const auto identifier = table_identifier(name);
    const std::string uri = lake_.warehouse_store().uri_of(file.key);
    if (find_table(name) != nullptr && is_behind(states_.at(name))) {
      EIGENLAKE_RETURN_IF_ERROR(lake_.catalog().repoint_table(identifier, uri));
      return {};
    }
    if (find_table(name) != nullptr) EIGENLAKE_RETURN_IF_ERROR(forget_lost(lake_, states_.at(name)));
    EIGENLAKE_RETURN_IF_ERROR(lake_.catalog().register_table(identifier, uri));
    return {};
  }

  const Lake& lake_;
  const TableStates& states_;
  std::map<std::string, std::vector<LyingMetadata>> chosen_;  ///< Of each the last one.
  std::vector<RecoveryStep> steps_;
};

}  // namespace

Result<std::vector<RecoveryStep>> register_lying_metadata(const Lake& lake, bool dry_run) {
  EIGENLAKE_ASSIGN_OR_RETURN(const TableStates states, inspect_tables(lake));
  return Registration(lake, states).run(dry_run);
}

}  // namespace eigenlake
