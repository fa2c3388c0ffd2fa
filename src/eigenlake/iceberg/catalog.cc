#include "eigenlake/iceberg/catalog.h"

namespace eigenlake::iceberg {

Result<Table> Catalog::create_table(const TableIdentifier& identifier, const CreateTableOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Table staged, stage_create(identifier, options));
  auto created = commit(staged, staged.metadata());
  if (!created && created.error().kind == ErrorKind::kConflict) {
    return fail(ErrorKind::kAlreadyExists, "expected no table {}, found that another writer created it",
                identifier.to_string());
  }
  return created;
}

}  // namespace eigenlake::iceberg
