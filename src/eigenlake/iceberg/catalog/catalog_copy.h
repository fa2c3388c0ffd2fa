// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake::iceberg {

/// What copying a catalog does with one table.
struct CatalogCopyStep {
  enum class Action {
    kRegister,  ///< Not in the target.
    kRepoint,   ///< The target has an earlier state.
    kKeep,      ///< The target has this state.
  };
  TableIdentifier identifier;
  std::string metadata_uri;  ///< Of the source's state.
  Action action = Action::kRegister;
};

/// Plans how `target` gets the tables of `source`. `may_repoint` allows moving pointers of the target.
///
/// Errors: kConflict if the target has tables or states that the source lacks, another table of the same
/// name,
///         or an earlier state without `may_repoint`.
Result<std::vector<CatalogCopyStep>> plan_catalog_copy(Catalog& source, Catalog& target,
                                                       const std::string& name_space, bool may_repoint);

/// Executes the plan; data and metadata files stay, and only one catalog may be written to afterwards. May be
/// repeated after an error. Errors: of register_table and repoint_table.
Result<> copy_catalog(std::span<const CatalogCopyStep> steps, Catalog& target);

}  // namespace eigenlake::iceberg
