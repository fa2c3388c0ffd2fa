// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/local_object_store.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eigenlake/object_store/local_listing.h"

namespace eigenlake {
namespace fs = std::filesystem;

namespace {

/// Beyond the bytes that are read, so that parsers which want some room behind the text need no copy of it.
constexpr size_t kRoomBehind = 64;

constexpr std::string_view kScheme = "file://";

/// Absolute and normal.
fs::path without_trailing_slash(const fs::path& path) {
  fs::path result = fs::absolute(path).lexically_normal();
  return !result.has_filename() && result.has_relative_path() ? result.parent_path() : result;
}

/// Whether a path has empty parts or such as ".", which lead nowhere.
bool has_idle_parts(std::string_view path) {
  return path.contains("//") || path.contains("/./") || path.ends_with("/.");
}

std::string without_idle_parts(std::string_view path) {
  std::string plain;
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (!part.empty() && part != ".") plain.append("/").append(part);
    begin = end + 1;
  }
  return plain.empty() ? "/" : plain;
}

/// As fail_with_errno, for access to one object: kNotFound without a file of that name.
std::unexpected<Error> fail_to_look(std::string_view what, const fs::path& path) {
  const bool is_missing = errno == ENOENT || errno == ENOTDIR;
  auto failure = fail_with_errno(what, path);
  if (is_missing) failure.error().kind = ErrorKind::kNotFound;
  return failure;
}

/// An open file for reading.
class InputFile {
 public:
  static Result<InputFile> open(const fs::path& path) {
    // A pipe would wait for a writer.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return fail_to_look("open", path);
    InputFile file(descriptor);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) return fail_with_errno("inspect", path);
    if (!S_ISREG(status.st_mode)) return fail(ErrorKind::kNotFound, "no file {}", path.string());
    file.size_ = static_cast<uint64_t>(status.st_size);
    return file;
  }
  InputFile(InputFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  uint64_t size() const { return size_; }

  Result<std::string> read(uint64_t offset, uint64_t length, const fs::path& path) const {
    std::string bytes;
    bool failed = false;
    bytes.reserve(length + kRoomBehind);
    bytes.resize_and_overwrite(length, [&](char* data, size_t size) {
      size_t done = 0;
      while (done < size && !failed) {
        const ssize_t count =
            ::pread(descriptor_, data + done, size - done, static_cast<off_t>(offset + done));
        if (count == 0) break;
        if (count > 0) done += static_cast<size_t>(count);
        failed = count < 0 && errno != EINTR;
      }
      return done;
    });
    if (failed) return fail_with_errno("read", path);
    if (bytes.size() == length) return bytes;
    return fail(ErrorKind::kStore, "expected {} bytes at {} of {}, found {}", length, offset, path.string(),
                bytes.size());
  }

 private:
  explicit InputFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
  uint64_t size_ = 0;
};

/// Makes a file durable up to its folder, which holds its name only after `rename` or `link`.
Result<> publish(TemporaryFile& file, DurableFolders& folders, Result<> (TemporaryFile::*name_finally)()) {
  const fs::path folder = file.final_path().parent_path();
  EIGENLAKE_RETURN_IF_ERROR(file.sync());
  EIGENLAKE_RETURN_IF_ERROR(folders.sync_names_of({&folder, 1}));
  EIGENLAKE_RETURN_IF_ERROR((file.*name_finally)());
  return sync_directory(folder);
}

class LocalObjectWriter final : public ObjectWriter {
 public:
  LocalObjectWriter(TemporaryFile file, std::shared_ptr<DurableFolders> folders)
      : file_(std::move(file)), folders_(std::move(folders)) {}

  Result<> write(std::string_view bytes) override { return file_.write(bytes); }

  Result<> finish() override { return publish(file_, *folders_, &TemporaryFile::rename_to_final); }

 private:
  TemporaryFile file_;
  std::shared_ptr<DurableFolders> folders_;
};

/// Small pieces are gathered, large ones written from where they lie.
Result<> write_pieces(TemporaryFile& file, std::span<const std::string_view> pieces) {
  constexpr size_t kLarge = size_t{64} << 10;
  std::string gathered;
  for (const auto piece : pieces) {
    if (piece.size() < kLarge) gathered += piece;
    if (piece.size() < kLarge && gathered.size() < kLarge) continue;
    EIGENLAKE_RETURN_IF_ERROR(file.write(gathered));
    gathered.clear();
    if (piece.size() >= kLarge) EIGENLAKE_RETURN_IF_ERROR(file.write(piece));
  }
  return file.write(gathered);
}

}  // namespace

LocalObjectStore::LocalObjectStore(const fs::path& root, const fs::path& durable_from)
    : root_(without_trailing_slash(root)),
      folders_(std::make_shared<DurableFolders>(
          durable_from.empty() ? root_ : without_trailing_slash(durable_from))) {}

Result<std::string> LocalObjectStore::get(std::string_view key) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  const fs::path path = path_of(key);
  EIGENLAKE_ASSIGN_OR_RETURN(const InputFile file, InputFile::open(path));
  return file.read(0, file.size(), path);
}

Result<std::string> LocalObjectStore::get_range(std::string_view key, uint64_t offset, uint64_t length) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  const fs::path path = path_of(key);
  EIGENLAKE_ASSIGN_OR_RETURN(const InputFile file, InputFile::open(path));
  if (offset > file.size() || length > file.size() - offset)
    return fail(ErrorKind::kStore, "cannot read {} bytes at {} of {}, a file of {} bytes", length, offset,
                path.string(), file.size());
  return file.read(offset, length, path);
}

Result<> LocalObjectStore::put(std::string_view key, std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto writer, open_writer(key));
  EIGENLAKE_RETURN_IF_ERROR(writer->write(bytes));
  return writer->finish();
}

Result<> LocalObjectStore::put_all(std::span<const NewObject> objects) {
  std::vector<TemporaryFile> files;
  std::set<fs::path> folders;
  for (const NewObject& object : objects) {
    EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, create_file(object.key));
    EIGENLAKE_RETURN_IF_ERROR(file.write(object.bytes));
    folders.insert(file.final_path().parent_path());
    files.push_back(std::move(file));
  }
  const std::vector<fs::path> directories(folders.begin(), folders.end());
  EIGENLAKE_RETURN_IF_ERROR(TemporaryFile::sync_all(files));
  EIGENLAKE_RETURN_IF_ERROR(folders_->sync_names_of(directories));
  for (TemporaryFile& file : files) EIGENLAKE_RETURN_IF_ERROR(file.rename_to_final());
  return sync_directories(directories);
}

Result<TemporaryFile> LocalObjectStore::create_file(std::string_view key) const {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  return TemporaryFile::create(path_of(key));
}

Result<> LocalObjectStore::put_unsynced(std::string_view key, std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, create_file(key));
  EIGENLAKE_RETURN_IF_ERROR(file.write(bytes));
  EIGENLAKE_RETURN_IF_ERROR(file.close());
  return file.rename_to_final();
}

Result<> LocalObjectStore::put_unsynced_if_absent(std::string_view key, std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, create_file(key));
  EIGENLAKE_RETURN_IF_ERROR(file.write(bytes));
  EIGENLAKE_RETURN_IF_ERROR(file.close());
  return file.link_to_final();
}

Result<> LocalObjectStore::put_if_absent(std::string_view key, std::string_view bytes) {
  return put_pieces_if_absent(key, {&bytes, 1});
}

Result<> LocalObjectStore::put_pieces_if_absent(std::string_view key,
                                                std::span<const std::string_view> pieces) {
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, create_file(key));
  EIGENLAKE_RETURN_IF_ERROR(write_pieces(file, pieces));
  return publish(file, *folders_, &TemporaryFile::link_to_final);
}

Result<std::unique_ptr<ObjectWriter>> LocalObjectStore::open_writer(std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, create_file(key));
  return std::make_unique<LocalObjectWriter>(std::move(file), folders_);
}

Result<> LocalObjectStore::remove(std::string_view key) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  const fs::path path = path_of(key);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
    return fail_with_errno("remove", path);
  return {};
}

Result<ObjectInfo> LocalObjectStore::head(std::string_view key) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  const fs::path path = path_of(key);
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return fail_to_look("inspect", path);
  if (!S_ISREG(status.st_mode)) return fail(ErrorKind::kNotFound, "no file {}", path.string());
  return info_of(std::string(key), status);
}

Result<std::vector<ObjectInfo>> LocalObjectStore::list(std::string_view prefix) {
  return list_local_files(root_, {prefix, {}, {}});
}

Result<std::vector<ObjectInfo>> LocalObjectStore::list_after(std::string_view prefix,
                                                             std::string_view start_after) {
  return list_local_files(root_, {prefix, start_after, {}});
}

Result<std::vector<ObjectInfo>> LocalObjectStore::list_without(std::string_view prefix,
                                                               std::span<const KeyRange> left_out) {
  return list_local_files(root_, {prefix, {}, left_out});
}

Result<std::vector<std::string>> LocalObjectStore::list_names(std::string_view prefix) {
  if (!prefix.empty()) EIGENLAKE_RETURN_IF_ERROR(check_object_key(prefix.substr(0, prefix.size() - 1)));
  return list_local_names(root_ / prefix);
}

std::string LocalObjectStore::uri_of(std::string_view key) const {
  return std::string(kScheme) + (key.empty() ? root_ : path_of(key)).string();
}

Result<std::string> LocalObjectStore::key_of(std::string_view uri) const {
  std::string_view path = uri;
  if (path.starts_with("file:///")) {
    path.remove_prefix(kScheme.size());
  } else if (path.starts_with("file:/")) {
    path.remove_prefix(std::string_view("file:").size());
  }
  std::string plain;
  if (has_idle_parts(path)) path = plain = without_idle_parts(path);
  const std::string& root = root_.native();
  if (path == root) return std::string();
  const bool below = path.starts_with(root) && (root == "/" || path.substr(root.size()).starts_with('/'));
  if (!below) return fail(ErrorKind::kNotFound, "a place must be below {}, got {}", root, uri);
  return std::string(path.substr(root == "/" ? 1 : root.size() + 1));
}

Result<int> LocalObjectStore::remove_stale_temporaries(std::string_view prefix, int64_t age_seconds_min) {
  const time_t newest = std::time(nullptr) - age_seconds_min;
  int removed = 0;
  EIGENLAKE_RETURN_IF_ERROR(walk_local_files(root_ / prefix, true, [&](const fs::path& path) {
    struct stat status{};
    if (!is_temporary_name(path.filename().native()) || ::stat(path.c_str(), &status) != 0) return;
    if (status.st_mtim.tv_sec <= newest && ::unlink(path.c_str()) == 0) ++removed;
  }));
  return removed;
}

}  // namespace eigenlake
