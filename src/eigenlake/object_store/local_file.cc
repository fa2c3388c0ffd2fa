// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/local_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eigenlake/base/side_by_side.h"

namespace eigenlake {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTemporarySuffix = ".tmp";

/// A unique name: process numbers alone repeat, between containers even at one time.
Result<fs::path> temporary_path_beside(const fs::path& final_path) {
  uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, 0) != sizeof bits)
    return fail_with_errno("name a file for", final_path);
  return final_path.parent_path() /
         fmt::format(".{}.{}.{:016x}{}", final_path.filename().string(), ::getpid(), bits, kTemporarySuffix);
}

}  // namespace

std::unexpected<Error> fail_with_errno(std::string_view what, const fs::path& path) {
  const int code = errno;
  return fail(code == EEXIST ? ErrorKind::kAlreadyExists : ErrorKind::kStore, "cannot {} {}: {}", what,
              path.string(), std::strerror(code));
}

Result<> sync_directory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return fail_with_errno("open directory", directory);
  const int status = ::fsync(descriptor);
  ::close(descriptor);
  if (status != 0) return fail_with_errno("synchronise directory", directory);
  return {};
}

Result<> sync_directories(std::span<const fs::path> directories) {
  return wait_side_by_side(directories.size(), [&](size_t i) { return sync_directory(directories[i]); });
}

Result<std::vector<fs::path>> make_directories(const fs::path& directory) {
  std::vector<fs::path> new_names_in;
  int status = ::mkdir(directory.c_str(), 0777);
  if (status != 0 && errno == ENOENT && directory.has_relative_path()) {
    EIGENLAKE_ASSIGN_OR_RETURN(new_names_in, make_directories(directory.parent_path()));
    status = ::mkdir(directory.c_str(), 0777);  // again, and once: some file systems never allow it
  }
  if (status == 0) {
    new_names_in.push_back(directory.parent_path());
  } else if (errno != EEXIST) {
    return fail_with_errno("create directory", directory);
  }
  return new_names_in;
}

TemporaryFile::TemporaryFile(int descriptor, fs::path path, fs::path final_path)
    : descriptor_(descriptor), path_(std::move(path)), final_path_(std::move(final_path)) {}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::exchange(other.path_, {})),
      final_path_(std::move(other.final_path_)),
      new_names_in_(std::move(other.new_names_in_)) {}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<TemporaryFile> TemporaryFile::create(const fs::path& final_path) {
  EIGENLAKE_ASSIGN_OR_RETURN(fs::path path, temporary_path_beside(final_path));
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  std::vector<fs::path> new_names_in;
  int descriptor = ::open(path.c_str(), kFlags, 0666);
  if (descriptor < 0 && errno == ENOENT) {
    EIGENLAKE_ASSIGN_OR_RETURN(new_names_in, make_directories(final_path.parent_path()));
    descriptor = ::open(path.c_str(), kFlags, 0666);
  }
  if (descriptor < 0) return fail_with_errno("create", path);
  TemporaryFile file(descriptor, std::move(path), final_path);
  file.new_names_in_ = std::move(new_names_in);
  return file;
}

Result<> TemporaryFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_with_errno("write", path_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<> TemporaryFile::set_permissions(fs::perms permissions) {
  if (::fchmod(descriptor_, static_cast<mode_t>(permissions & fs::perms::mask)) == 0) return {};
  return fail_with_errno("set the permissions of", path_);
}

Result<> TemporaryFile::sync() {
  return sync_all({this, 1});
}

Result<> TemporaryFile::sync_all(std::span<TemporaryFile> files) {
  std::vector<fs::path> directories;
  for (TemporaryFile& file : files) {
    directories.insert(directories.end(), file.new_names_in_.begin(), file.new_names_in_.end());
    file.new_names_in_.clear();
  }
  return wait_side_by_side(files.size() + directories.size(), [&](size_t i) -> Result<> {
    if (i >= files.size()) return sync_directory(directories[i - files.size()]);
    if (::fsync(files[i].descriptor_) != 0) return fail_with_errno("synchronise", files[i].path_);
    return files[i].close();
  });
}

Result<> TemporaryFile::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0) return fail_with_errno("close", path_);
  return {};
}

Result<> TemporaryFile::rename_to_final() {
  if (::rename(path_.c_str(), final_path_.c_str()) != 0) return fail_with_errno("rename to", final_path_);
  path_.clear();
  return {};
}

Result<> TemporaryFile::link_to_final() {
  if (::link(path_.c_str(), final_path_.c_str()) != 0) return fail_with_errno("create", final_path_);
  return {};
}

bool is_temporary_name(std::string_view file_name) {
  return file_name.starts_with('.') && file_name.ends_with(kTemporarySuffix);
}

namespace fs = std::filesystem;

bool DurableFolders::is_known(const fs::path& folder) {
  const std::lock_guard lock(mutex_);
  return known_.contains(folder);
}

Result<> DurableFolders::sync_names_of(std::span<const fs::path> folders) {
  std::set<fs::path> unknown;
  std::set<fs::path> parents;
  for (fs::path folder : folders) {
    // Folders above a known one are known.
    while (folder != root_ && folder.has_relative_path() && !is_known(folder) &&
           unknown.insert(folder).second) {
      folder = folder.parent_path();
      parents.insert(folder);
    }
  }
  if (unknown.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(sync_directories(std::vector(parents.begin(), parents.end())));
  const std::lock_guard lock(mutex_);
  known_.merge(unknown);
  return {};
}

}  // namespace eigenlake
