#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/hadoop_catalog.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// What a caller is going to do with a lake.
enum class LakeAccess {
  kRead,   ///< The lake must exist; nothing is created, no lock is taken.
  kWrite,  ///< Created where it does not exist.
};

/// A lake in a local directory: where everything lies and which version wrote it.
///
///   LAKE/raw-results/experiments/experiment.vqe/   raw objects
///   LAKE/features/warehouse/quantum_features/      the Iceberg tables, one folder each
///   LAKE/.eigenlake/                               format.json, lock, pending batch, index of experiments
///
/// Threads: const functions from any thread. A lake outlives the tables that were loaded through it.
class Lake {
 public:
  /// Errors: kNotFound (kRead) where there is no lake, kUnsupported where a newer version wrote it, kStore
  /// where
  ///         the directory cannot be made or written.
  static Result<Lake> open(const std::filesystem::path& root, LakeAccess access);

  /// The same over given stores, rooted at LAKE and at LAKE/.eigenlake.
  static Result<Lake> open_stores(const std::filesystem::path& root, LakeAccess access,
                                  std::shared_ptr<ObjectStore> store,
                                  std::shared_ptr<ObjectStore> state_store);

  const std::filesystem::path& root() const { return root_; }  ///< Absolute, normalised.
  std::filesystem::path raw_directory() const;  ///< LAKE/raw-results/experiments/experiment.vqe
  std::filesystem::path warehouse() const;      ///< LAKE/features/warehouse
  std::filesystem::path table_directory(std::string_view table) const;  ///< …/quantum_features/{table}
  std::filesystem::path state_directory() const;                        ///< LAKE/.eigenlake

  ObjectStore& store() const { return *store_; }              ///< Keys are relative to LAKE.
  ObjectStore& state_store() const { return *state_store_; }  ///< Keys are relative to LAKE/.eigenlake.
  iceberg::HadoopCatalog& catalog() const { return *catalog_; }

 private:
  Lake() = default;

  std::filesystem::path root_;
  std::shared_ptr<ObjectStore> store_;
  std::shared_ptr<ObjectStore> state_store_;
  std::shared_ptr<iceberg::HadoopCatalog> catalog_;
};

/// Prefix of the raw objects' keys in Lake::store().
inline constexpr std::string_view kRawPrefix = "raw-results/experiments/experiment.vqe/";

}  // namespace eigenlake
