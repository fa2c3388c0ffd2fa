// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/catalog_copy.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

struct CatalogEntry {
  std::string table;  ///< With its namespace.
  std::string uuid;
  std::string metadata_uri;
};

/// What a catalog has.
struct CatalogListing {
  std::vector<CatalogEntry> entries;
  std::map<std::string, Error> left_out;  ///< Tables of other engines that cannot be read, and why.
  std::optional<Error> unreadable;        ///< Why one of our tables cannot be read.
  std::optional<Error> incomplete;        ///< The catalog is not the lake's and lacks tables.
};
/// Errors: of the catalog.
Result<CatalogListing> list_catalog(const Lake& lake);

/// How the tables of a lake are copied into another catalog.
struct CatalogCopyRequest {
  iceberg::CatalogOptions target = {};
  bool force = false;  ///< Updates tables that the target already has.
  bool use = false;    ///< The target becomes the lake's catalog.
  bool dry_run = false;
};
struct CatalogCopyReport {
  std::vector<iceberg::CatalogCopyStep> steps;
  std::string target;  ///< Described for a message.
  bool is_used = false;
};
/// Errors: of the target; kStore if tables of the lake are lost; kUnavailable while another process writes.
Result<CatalogCopyReport> copy_to_catalog(const Lake& lake, const CatalogCopyRequest& request);

/// Registers a table whose files are in the warehouse, at its newest metadata file or the one at `metadata`,
/// a path or URI. Returns the URI of the metadata.
///
/// Errors: kNotFound without a metadata file; kUsage where two are the newest; of the catalog.
Result<std::string> register_in_catalog(const Lake& lake, const iceberg::TableIdentifier& identifier,
                                        const std::optional<std::string>& metadata, bool dry_run);

/// Moves the catalog's pointers to the present warehouse. Errors: of the catalog.
Result<std::vector<iceberg::Relocation>> relocate_catalog(const Lake& lake, bool dry_run);

}  // namespace eigenlake
