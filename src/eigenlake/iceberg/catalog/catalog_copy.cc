// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/catalog_copy.h"

#include <algorithm>

namespace eigenlake::iceberg {
namespace {

using Action = CatalogCopyStep::Action;

/// A catalog that writes its own metadata files has the same state under another name.
bool is_same_state(const TableMetadata& a, const TableMetadata& b) {
  return a.last_updated_ms == b.last_updated_ms && a.last_sequence_number == b.last_sequence_number &&
         a.current_snapshot_id == b.current_snapshot_id && a.refs == b.refs && a.properties == b.properties &&
         a.current_schema_id == b.current_schema_id && a.location == b.location;
}

/// True if moving from `target` to `source` could lose a commit.
bool is_ahead(const TableMetadata& target, const TableMetadata& source) {
  return target.last_sequence_number > source.last_sequence_number ||
         target.last_updated_ms > source.last_updated_ms;
}

Result<Action> action_for(const Table& source, const Table& target, const Catalog& catalog,
                          bool may_repoint) {
  const std::string name = source.identifier().to_string();
  if (source.metadata().table_uuid != target.metadata().table_uuid)
    return fail(ErrorKind::kConflict, "another table {} is in the {} (uuid {} instead of {})", name,
                catalog.describe(), target.metadata().table_uuid, source.metadata().table_uuid);
  if (is_same_state(source.metadata(), target.metadata())) return Action::kKeep;
  if (is_ahead(target.metadata(), source.metadata()))
    return fail(ErrorKind::kConflict,
                "{} in the {} has commits that the source lacks; copy in the other direction", name,
                catalog.describe());
  if (may_repoint) return Action::kRepoint;
  return fail(ErrorKind::kConflict, "an earlier state of {} is in the {}; --force moves its pointer", name,
              catalog.describe());
}

Result<> check_no_other_tables(std::span<const TableIdentifier> known, Catalog& target,
                               const std::string& name_space) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, target.list_tables(name_space));
  for (const TableIdentifier& identifier : found) {
    if (std::ranges::find(known, identifier) != known.end()) continue;
    return fail(ErrorKind::kConflict, "the {} has the table {}, which the source lacks", target.describe(),
                identifier.to_string());
  }
  return {};
}

}  // namespace

Result<std::vector<CatalogCopyStep>> plan_catalog_copy(Catalog& source, Catalog& target,
                                                       const std::string& name_space, bool may_repoint) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto identifiers, source.list_tables(name_space));
  EIGENLAKE_RETURN_IF_ERROR(check_no_other_tables(identifiers, target, name_space));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto sources, source.load_tables(identifiers));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto targets, target.load_tables(identifiers));
  std::vector<CatalogCopyStep> steps;
  for (size_t i = 0; i < identifiers.size(); ++i) {
    if (!sources[i]) continue;  // Dropped meanwhile.
    CatalogCopyStep step{identifiers[i], sources[i]->metadata_uri(), Action::kRegister};
    if (targets[i]) {
      EIGENLAKE_ASSIGN_OR_RETURN(step.action, action_for(*sources[i], *targets[i], target, may_repoint));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

Result<> copy_catalog(std::span<const CatalogCopyStep> steps, Catalog& target) {
  for (const auto& [identifier, metadata_uri, action] : steps) {
    if (action == Action::kKeep) continue;
    auto done = action == Action::kRegister ? target.register_table(identifier, metadata_uri)
                                            : target.repoint_table(identifier, metadata_uri);
    if (!done) return fail_with_context(std::move(done).error(), "while copying " + identifier.to_string());
  }
  return {};
}

}  // namespace eigenlake::iceberg
