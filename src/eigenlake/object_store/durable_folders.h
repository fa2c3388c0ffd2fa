#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <span>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The folders below a root whose names are known to outlast a crash of the machine.
///
/// A writer that finds a folder cannot know whether its creator has synchronised it. So it does that itself,
/// once per folder, before it calls a file durable; no folder may be removed while this object lives.
///
/// Threads: every function may be called from several threads at once.
class DurableFolders {
 public:
  explicit DurableFolders(std::filesystem::path root) : root_(std::move(root)) {}

  /// Makes the names of these folders, and of those that lead to them from the root on, durable.
  /// Requires: they are the root or below it. Cost: nothing for a folder that was given before.
  Result<> sync_names_of(std::span<const std::filesystem::path> folders);

 private:
  bool is_known(const std::filesystem::path& folder);

  const std::filesystem::path root_;
  std::mutex mutex_;
  std::set<std::filesystem::path> known_;
};

}  // namespace eigenlake
