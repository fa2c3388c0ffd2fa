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

/// The tables of a lake as they are at the moment; those that do not exist yet are left out.
///
/// A table that is another one than the lake remembers, or an older state of it, is an error of every load:
/// it would read as less than there was. So is a lost audit table, without which every table reads as empty.
///
/// A catalog that commits together gives the tables as they were at one moment. Elsewhere
/// processing_metadata is loaded first and alone: a batch that becomes complete meanwhile is in no log that
/// was read from here, so visible_snapshot() hides it in all tables, also where it was loaded already.
class LakeTables {
 public:
  /// Of other tables that are lost `lost()` tells.
  static Result<LakeTables> load(const Lake& lake, std::span<const std::string_view> names);
  /// Errors: kStore also where any table is lost.
  static Result<LakeTables> load_all(const Lake& lake);
  /// The same in less time. Requires: the caller holds the lake's lock, so that no batch comes in between.
  static Result<LakeTables> load_all_locked(const Lake& lake);

  /// nullptr where the table does not exist.
  const iceberg::Table* find(std::string_view name) const;
  iceberg::Table* find(std::string_view name);

  /// Why tables that must be there cannot be had, by name.
  const std::map<std::string, Error, std::less<>>& lost() const { return lost_; }

  /// Errors: why one is lost.
  Result<> check_none_lost() const;
  /// What the lake remembered of its tables; nothing where it did not yet.
  const std::optional<RememberedTables>& remembered() const { return remembered_; }

  /// The same with the tables as they are now.
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

/// Property of a table whose rows a recovery put back by batches of its own, the last of which it names: how
/// many rows earlier batches have in it no longer says anything.
inline constexpr std::string_view kMadeAnewProperty = "eigenlake.made-anew";

/// The snapshot that a batch made in a table (by its tags), or nullptr.
const iceberg::Snapshot* snapshot_of_batch(const iceberg::TableMetadata& metadata, std::string_view batch_id);

/// The newest batch in the history that ends with a snapshot, which may be null; what came after it was done
/// by maintenance or other engines.
std::optional<std::string> newest_batch_of(const iceberg::TableMetadata& metadata,
                                           const iceberg::Snapshot* snapshot);

}  // namespace eigenlake
