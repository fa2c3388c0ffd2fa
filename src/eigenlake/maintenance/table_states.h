// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/remembered_tables.h"
#include "eigenlake/lake/table_loss.h"

namespace eigenlake {

/// Files of a table that are gone, or have another size than its metadata says.
struct LostFiles {
  std::map<std::string, iceberg::FileScanTask> live;  ///< Data files of the current state, by recorded path.
  std::set<int64_t> snapshots;                        ///< Earlier states that cannot be read whole.
};

/// Errors: kStore where the current state's own manifests or row deletes are lost, so that its rows are
///         unknown; of the store.
/// Cost:   lists the table's data files, and reads the manifests of all snapshots.
Result<LostFiles> find_lost_files(const iceberg::Table& table);

/// What a table of ours is, compared with what the lake remembers of it.
struct TableState {
  enum class Kind {
    kWhole,
    kNotMade,   ///< Not needed yet.
    kLost,      ///< The catalog does not have it, or its metadata cannot be read.
    kReplaced,  ///< Another table, by its uuid.
    kOlder,     ///< As out of a backup.
    kDamaged,   ///< Data files are gone or cut.
    kCutShort,  ///< Has all its rows, but earlier states need files that are gone or cut.
  };
  std::string name;
  Kind kind = Kind::kNotMade;
  std::optional<iceberg::Table> table = {};                         ///< As the catalog has it.
  std::optional<TableLoss> why = {};                                ///< Why it is not whole.
  std::map<std::string, iceberg::FileScanTask> damaged_files = {};  ///< By recorded path.
  std::set<int64_t> lost_snapshots = {};                            ///< Earlier states of a whole table.

  bool has_all_rows() const { return kind == Kind::kWhole || kind == Kind::kCutShort; }
  /// Rows of it are missing, and may be brought back.
  bool is_lacking() const { return kind == Kind::kLost || kind == Kind::kOlder || kind == Kind::kDamaged; }
};

/// All tables of a lake, whatever their state.
struct TableStates {
  std::vector<TableState> tables;  ///< In the order of all_tables().
  std::optional<RememberedTables> remembered;

  const TableState& at(std::string_view name) const;
  TableState& at(std::string_view name);
  /// What is remembered, or would be of the tables that are whole.
  RememberedTables to_remember() const;
  /// Remembers `changed` from now on.
  Result<> save(const Lake& lake, RememberedTables changed);
  /// The uuid that the lake remembers; empty where it remembers none.
  std::string remembered_uuid(std::string_view name) const;
};

/// Errors: of the catalog and the stores; never for a table that is lost.
/// Cost:   of find_lost_files() for each table.
Result<TableStates> inspect_tables(const Lake& lake);

/// Marks a table as missing rows that are about to be restored, until remember_table(): a killed call leaves
/// no table that looks whole. Requires: the lake's lock.
Result<> miss_table(const Lake& lake, TableStates& states, std::string_view name);

/// Remembers a table as it is now. Requires: the lake's lock.
Result<> remember_table(const Lake& lake, TableStates& states, const iceberg::Table& table);

/// Removes the entry of a lost table from the catalog, where it is in the way of a new one. Errors: kStore
/// saying what to move away, in a catalog that has no entries but files.
Result<> forget_lost(const Lake& lake, const TableState& state);

/// Accepts tables as they are now, lost ones as not made yet. Requires: the lake's lock; none is damaged.
Result<> accept_tables(const Lake& lake, const TableStates& states, std::span<const std::string> names);

/// A table of ours to rebuild: staged, with the uuid that the lake remembers, so that a recovery that dies
/// leaves a table that is too old rather than another one.
Result<iceberg::Table> stage_again(const Lake& lake, const TableStates& states, std::string_view name);

}  // namespace eigenlake
