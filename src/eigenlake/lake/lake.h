// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/catalog_options.h"
#include "eigenlake/lake/lake_location.h"
#include "eigenlake/lake/writer_lock.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {
class Catalog;
}  // namespace eigenlake::iceberg

namespace eigenlake {

enum class LakeAccess {
  kRead,   ///< Of an existing lake, without lock.
  kWrite,  ///< Creates a missing lake.
  /// As kWrite of an existing lake; a lost catalog and a damaged format are no errors.
  kRecover,
};

/// Defaults: a Hadoop catalog over `warehouse`; the kernel's lock on a file in a local `state`, else a lease
/// in it.
struct LakeParts {
  LakeRoots roots;
  std::shared_ptr<ObjectStore> raw = {};
  std::shared_ptr<ObjectStore> warehouse = {};
  std::shared_ptr<ObjectStore> state = {};
  std::shared_ptr<iceberg::Catalog> catalog = {};
  std::shared_ptr<WriterLocks> locks = {};
  /// To be recorded in the state once it turned out to have the lake's tables.
  std::optional<iceberg::CatalogOptions> catalog_to_record = {};
};

struct LakeConnections {
  /// Opens the store at a root of LakeRoots; default: local places only.
  std::function<Result<std::shared_ptr<ObjectStore>>(const std::string& root)> open_store = {};
  /// Sets the catalog, and its `locks` if needed; default: the Hadoop catalog.
  std::function<Result<>(LakeParts& parts)> open_catalog = {};
};

/// Raw objects, tables and the lake's state.
///
///   RAW/experiments/experiment.vqe/   raw objects; RAW is LAKE/raw-results
///   WAREHOUSE/quantum_features/       Iceberg tables, one folder each; LAKE/features/warehouse
///   STATE/                            format.json, lock, claims, pending batch, index; LAKE/.eigenlake
///
/// Threads: const functions from any thread. A lake outlives its loaded tables.
class Lake {
 public:
  /// Errors: kNotFound (kRead) without a lake; kUnsupported for one of a newer version; kStore if it cannot
  ///         be created or written, or has tables that the catalog lacks; kInvalidInput for an invalid place.
  static Result<Lake> open(const LakeLocation& location, LakeAccess access,
                           const LakeConnections& connections = {});

  /// Requires: the three stores.
  static Result<Lake> open_parts(LakeParts parts, LakeAccess access);

  const std::string& name() const { return parts_.roots.name; }  ///< For messages.
  const LakeRoots& roots() const { return parts_.roots; }
  /// None for a remote warehouse.
  std::optional<std::filesystem::path> local_warehouse() const;

  ObjectStore& raw_store() const { return *parts_.raw; }              ///< Keys are relative to RAW.
  ObjectStore& warehouse_store() const { return *parts_.warehouse; }  ///< Keys are relative to WAREHOUSE.
  ObjectStore& state_store() const { return *parts_.state; }          ///< Keys are relative to STATE.
  const std::shared_ptr<ObjectStore>& shared_warehouse_store() const { return parts_.warehouse; }
  iceberg::Catalog& catalog() const { return *parts_.catalog; }
  WriterLocks& locks() const { return *parts_.locks; }

  /// True if lost and older tables are accepted, to be recovered.
  bool tolerates_loss() const { return tolerates_loss_; }
  /// The catalog, unless recorded; see record_new_catalog().
  const std::optional<iceberg::CatalogOptions>& catalog_to_record() const { return parts_.catalog_to_record; }

 private:
  explicit Lake(LakeParts parts) : parts_(std::move(parts)) {}
  Result<> check_or_make_format(LakeAccess access) const;

  LakeParts parts_;
  bool tolerates_loss_ = false;
};

/// Prefix of keys in Lake::raw_store().
inline constexpr std::string_view kRawPrefix = "experiments/experiment.vqe/";
/// The same for failed molecules, which readers of records do not see.
inline constexpr std::string_view kFailuresPrefix = "failures/experiment.vqe/";

}  // namespace eigenlake
