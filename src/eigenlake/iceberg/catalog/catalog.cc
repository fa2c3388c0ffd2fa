// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/catalog.h"

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/catalog/outside_data.h"

namespace eigenlake::iceberg {

Result<Table> Catalog::create_table(const TableIdentifier& identifier, const CreateTableOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Table staged, stage_create(identifier, options));
  auto created = commit(staged, staged.metadata());
  if (!created && created.error().kind == ErrorKind::kConflict)
    return fail(ErrorKind::kAlreadyExists, "table {} already exists; another writer created it",
                identifier.to_string());
  return created;
}

Result<std::vector<std::optional<Table>>> Catalog::load_tables(std::span<const TableIdentifier> identifiers) {
  std::vector<std::optional<Table>> tables(identifiers.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(identifiers.size(), [&](size_t i) -> Result<> {
    auto table = load_table(identifiers[i]);
    if (table) {
      tables[i].emplace(*std::move(table));
    } else if (table.error().kind != ErrorKind::kNotFound) {
      return std::unexpected(std::move(table).error());
    }
    return {};
  }));
  return tables;
}

Result<NamespaceListing> Catalog::list_all(const std::string& name_space) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto tables, list_tables(name_space));
  return NamespaceListing{.tables = std::move(tables), .others = {}};
}

Error Catalog::explain_absence(const TableIdentifier& identifier) {
  return fail(ErrorKind::kNotFound, "no table {} in the {}", identifier.to_string(), describe()).error();
}

Result<std::vector<Table>> Catalog::commit_all(std::span<const TableCommit> commits) {
  return fail(ErrorKind::kUnsupported, "cannot commit {} tables as one to the {}", commits.size(),
              describe());
}

Result<std::vector<Relocation>> Catalog::plan_relocation(const std::string&) {
  return fail(ErrorKind::kUnsupported,
              "relocation requires an SQL catalog, not the {}; a Hadoop catalog needs no change when its "
              "folder moves",
              describe());
}

Result<> Catalog::relocate(std::span<const Relocation>) {
  EIGENLAKE_RETURN_IF_ERROR(plan_relocation(""));
  return {};
}

Result<std::unique_ptr<WriterLock>> Catalog::lock_writer(const std::string& name, double) {
  return fail(ErrorKind::kUnsupported, "no writers' lock for {} in the {}", name, describe());
}

Result<StoredPlace> Catalog::find_outside(std::string_view uri) const {
  return outside_ == nullptr ? OutsideData({}, {}).find(uri) : outside_->find(uri);
}

Result<> Catalog::repair(const TableIdentifier&) {
  return {};
}

Result<> check_same_table(const Table& base, const TableMetadata& metadata) {
  if (base.metadata().table_uuid == metadata.table_uuid) return {};
  return fail(ErrorKind::kInvalidInput, "expected metadata of {} with uuid {}, found uuid {}",
              base.identifier().to_string(), base.metadata().table_uuid, metadata.table_uuid);
}

void Catalog::guard_commits(std::function<Result<>()> guard) {
  const std::lock_guard lock(guard_mutex_);
  guard_ = std::move(guard);
}

std::optional<Result<>> Catalog::ask_guard() const {
  std::function<Result<>()> guard;
  {
    const std::lock_guard lock(guard_mutex_);
    guard = guard_;
  }
  if (!guard) return std::nullopt;
  return guard();
}

}  // namespace eigenlake::iceberg
