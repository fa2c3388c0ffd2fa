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

/// What a caller is going to do with a lake.
enum class LakeAccess {
  kRead,   ///< The lake must exist; nothing is created, no lock is taken.
  kWrite,  ///< Created where it does not exist.
  /// As kWrite of a lake that exists; that its catalog is lost, or its format is damaged, is no error.
  kRecover,
};

/// What a lake consists of. Without a catalog it is a Hadoop catalog over `warehouse`; without `locks` the
/// kernel's on a file where `state` is local, else a lease in it.
struct LakeParts {
  LakeRoots roots;
  std::shared_ptr<ObjectStore> raw = {};
  std::shared_ptr<ObjectStore> warehouse = {};
  std::shared_ptr<ObjectStore> state = {};
  std::shared_ptr<iceberg::Catalog> catalog = {};
  std::shared_ptr<WriterLocks> locks = {};
  /// The catalog, where the state shall remember it once it turned out to have the lake's tables.
  std::optional<iceberg::CatalogOptions> catalog_to_record = {};
};

/// How a lake reaches its stores and its catalog.
struct LakeConnections {
  /// Opens the store at a root of LakeRoots; without one, only places in the local file system can be opened.
  std::function<Result<std::shared_ptr<ObjectStore>>(const std::string& root)> open_store = {};
  /// Makes the catalog over the opened stores, and where writers need another lock its `locks`; the Hadoop
  /// catalog without one.
  std::function<Result<>(LakeParts& parts)> open_catalog = {};
};

/// A lake: raw objects, tables and what is known about them, wherever each of them lies.
///
///   RAW/experiments/experiment.vqe/   raw objects; RAW is LAKE/raw-results
///   WAREHOUSE/quantum_features/       the Iceberg tables, one folder each; LAKE/features/warehouse
///   STATE/                            format.json, lock, claims, pending batch, index; LAKE/.eigenlake
///
/// Threads: const functions from any thread. A lake outlives the tables that were loaded through it.
class Lake {
 public:
  /// Errors: kNotFound (kRead) where there is no lake, kUnsupported where a newer version wrote it, kStore
  ///         where it cannot be made or written, or tables lie there that the catalog does not have,
  ///         kInvalidInput for a place that cannot be one.
  static Result<Lake> open(const LakeLocation& location, LakeAccess access,
                           const LakeConnections& connections = {});

  /// The same over given parts. Requires: the three stores.
  static Result<Lake> open_parts(LakeParts parts, LakeAccess access);

  const std::string& name() const { return parts_.roots.name; }  ///< For messages.
  const LakeRoots& roots() const { return parts_.roots; }
  /// Where the tables lie in the local file system; nothing elsewhere.
  std::optional<std::filesystem::path> local_warehouse() const;

  ObjectStore& raw_store() const { return *parts_.raw; }              ///< Keys are relative to RAW.
  ObjectStore& warehouse_store() const { return *parts_.warehouse; }  ///< Keys are relative to WAREHOUSE.
  ObjectStore& state_store() const { return *parts_.state; }          ///< Keys are relative to STATE.
  const std::shared_ptr<ObjectStore>& shared_warehouse_store() const { return parts_.warehouse; }
  iceberg::Catalog& catalog() const { return *parts_.catalog; }
  WriterLocks& locks() const { return *parts_.locks; }

  /// Whether lost and older tables are taken as they are, so that they can be brought back.
  bool tolerates_loss() const { return tolerates_loss_; }
  /// The catalog, where the state does not remember it yet; see record_new_catalog().
  const std::optional<iceberg::CatalogOptions>& catalog_to_record() const { return parts_.catalog_to_record; }

 private:
  explicit Lake(LakeParts parts) : parts_(std::move(parts)) {}
  Result<> check_or_make_format(LakeAccess access) const;

  LakeParts parts_;
  bool tolerates_loss_ = false;
};

/// Prefix of the raw objects' keys in Lake::raw_store().
inline constexpr std::string_view kRawPrefix = "experiments/experiment.vqe/";
/// The same of objects that tell of molecules which could not be run; no reader of records meets them here.
inline constexpr std::string_view kFailuresPrefix = "failures/experiment.vqe/";

}  // namespace eigenlake
