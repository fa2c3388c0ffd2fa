// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/remembered_tables.h"

namespace eigenlake {

/// The present tables of a lake; missing ones are left out.
///
/// Every load fails for a table that is not the remembered one, or older than it, and for a lost audit table,
/// without which every table seems empty.
///
/// A catalog that commits together returns the tables of one moment. Otherwise processing_metadata is loaded
/// first: a batch that completes later is in no log read from here, so visible_snapshot() hides it in all
/// tables.
class LakeTables {
 public:
  /// lost() has other lost tables.
  static Result<LakeTables> load(const Lake& lake, std::span<const std::string_view> names);
  /// Errors: kStore for any lost table.
  static Result<LakeTables> load_all(const Lake& lake);
  /// Faster. Requires: the lake's lock.
  static Result<LakeTables> load_all_locked(const Lake& lake);

  /// nullptr for a missing table.
  const iceberg::Table* find(std::string_view name) const;
  iceberg::Table* find(std::string_view name);

  /// Why required tables cannot be loaded, by name.
  const std::map<std::string, Error, std::less<>>& lost() const { return lost_; }

  Result<> check_none_lost() const;
  /// As loaded; none in a new lake.
  const std::optional<RememberedTables>& remembered() const { return remembered_; }

  /// With the present tables.
  RememberedTables to_remember() const;

  std::map<std::string, iceberg::Table, std::less<>>& tables() { return tables_; }
  const std::map<std::string, iceberg::Table, std::less<>>& tables() const { return tables_; }

 private:
  using Names = std::span<const std::string_view>;
  enum class Order { kAuditFirst, kAny };

  static Result<LakeTables> load_accounted(const Lake& lake, Names names, Order order);
  Result<> add(const Lake& lake, Names names);
  Result<> add_one_by_one(const Lake& lake, Names names);
  Result<> add_in_order(const Lake& lake, Names names, Order order);
  Result<> account(const Lake& lake, Names names);
  bool has_several_batches() const;

  std::map<std::string, iceberg::Table, std::less<>> tables_;
  std::map<std::string, Error, std::less<>> lost_;
  std::optional<RememberedTables> remembered_;
};

/// Table property: the last batch of a recovery that restored rows; earlier batches' counts no longer apply.
inline constexpr std::string_view kMadeAnewProperty = "eigenlake.made-anew";

/// By the batch's tags, or nullptr.
const iceberg::Snapshot* snapshot_of_batch(const iceberg::TableMetadata& metadata, std::string_view batch_id);

/// The newest batch up to a snapshot, which may be null; later ones are of maintenance or other engines.
std::optional<std::string> newest_batch_of(const iceberg::TableMetadata& metadata,
                                           const iceberg::Snapshot* snapshot);

}  // namespace eigenlake
