// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// An error with the system's reason for the last failed call: "cannot {what} {path}: {reason}".
/// EEXIST becomes kAlreadyExists, the rest kStore: only a reader knows whether it asked for something
/// missing.
std::unexpected<Error> fail_with_errno(std::string_view what, const std::filesystem::path& path);

/// Creates a directory and its missing parents. Returns the directories that have a new name in them, which
/// are still to be synchronised.
Result<std::vector<std::filesystem::path>> make_directories(const std::filesystem::path& directory);

/// Makes the names in a directory durable.
Result<> sync_directory(const std::filesystem::path& directory);
/// The same for several, side by side.
Result<> sync_directories(std::span<const std::filesystem::path> directories);

/// A file under a hidden temporary name beside its final one. Removed on destruction unless renamed.
class TemporaryFile {
 public:
  /// Creates missing directories. Errors: kStore.
  static Result<TemporaryFile> create(const std::filesystem::path& final_path);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  Result<> write(std::string_view bytes);
  /// Instead of those of a new file.
  Result<> set_permissions(std::filesystem::perms permissions);
  /// Makes the content and the directories that it had to make durable and closes the file.
  Result<> sync();
  /// The same for several files, side by side: waiting for one or for ten takes a disk about as long.
  static Result<> sync_all(std::span<TemporaryFile> files);
  /// Closes the file without making it durable.
  Result<> close();
  /// Moves it over its final name. Call after `sync`; the directory is not synchronised.
  Result<> rename_to_final();
  /// Gives it its final name if that is free. Errors: kAlreadyExists.
  Result<> link_to_final();

  const std::filesystem::path& final_path() const { return final_path_; }

 private:
  TemporaryFile(int descriptor, std::filesystem::path path, std::filesystem::path final_path);

  int descriptor_;
  std::filesystem::path path_;
  std::filesystem::path final_path_;
  std::vector<std::filesystem::path> new_names_in_;  ///< Directories to be synchronised with the file.
};

/// True for names that TemporaryFile makes.
bool is_temporary_name(std::string_view file_name);

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
