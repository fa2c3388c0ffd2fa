#pragma once

#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake::iceberg {

/// What copying a catalog does with one table.
struct CatalogCopyStep {
  enum class Action {
    kRegister,  ///< The target does not know it.
    kRepoint,   ///< The target has an earlier state of it.
    kKeep,      ///< The target has this state.
  };
  TableIdentifier identifier;
  std::string metadata_uri;  ///< Of the source's state.
  Action action = Action::kRegister;
};

/// Compares the tables of a namespace in two catalogs and says what is to be done so that `target` has those
/// of `source`. `may_repoint` allows pointers of the target to be moved on.
///
/// Errors: kConflict where the target has tables that the source lacks, other tables of the same names (by
///         uuid), states that the source lacks, or earlier states without `may_repoint`.
Result<std::vector<CatalogCopyStep>> plan_catalog_copy(Catalog& source, Catalog& target,
                                                       const std::string& name_space, bool may_repoint);

/// Does what was planned; data and metadata files stay where they are. Afterwards only one of the two may be
/// written to. It may be done again after an error.
/// Errors: of register_table and repoint_table.
Result<> copy_catalog(std::span<const CatalogCopyStep> steps, Catalog& target);

}  // namespace eigenlake::iceberg
