#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

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
/// Threads: const functions from any thread.
class Lake {
 public:
  /// Errors: kNotFound (kRead) where there is no lake, kUnsupported where a newer version wrote it, kStore
  /// where
  ///         the directory cannot be made or written.
  static Result<Lake> open(const std::filesystem::path& root, LakeAccess access);

  const std::filesystem::path& root() const { return root_; }  ///< Absolute, normalised.
  std::filesystem::path raw_directory() const;  ///< LAKE/raw-results/experiments/experiment.vqe
  std::filesystem::path warehouse() const;      ///< LAKE/features/warehouse
  std::filesystem::path table_directory(std::string_view table) const;  ///< …/quantum_features/{table}
  std::filesystem::path state_directory() const;                        ///< LAKE/.eigenlake

 private:
  explicit Lake(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path root_;
};

}  // namespace eigenlake
