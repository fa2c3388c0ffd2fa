#include "eigenlake/object_store/local_object_store.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <functional>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eigenlake/object_store/local_file.h"

namespace eigenlake {
namespace fs = std::filesystem;

namespace {

/// Beyond the bytes that are read, so that parsers which want some room behind the text need no copy of it.
constexpr size_t kRoomBehind = 64;

constexpr std::string_view kScheme = "file://";

/// Asks for the pages of a large buffer in one call: the system would else stop at each of them while it
/// copies into them, which takes longer than the copy. Where that cannot be had, nothing is lost.
void populate(char* data, size_t size) {
#ifdef MADV_POPULATE_WRITE
  constexpr size_t kSizeMin = size_t{128} << 10;
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(data) + page - 1) / page * page;
  const uintptr_t end = (reinterpret_cast<uintptr_t>(data) + size) / page * page;
  if (size >= kSizeMin)
    static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE));
#endif
}

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

std::string etag_of(const struct stat& status) {
  const auto nanoseconds = static_cast<uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000u +
                           static_cast<uint64_t>(status.st_mtim.tv_nsec);
  return fmt::format("{:x}-{:x}", static_cast<uint64_t>(status.st_size), nanoseconds);
}

int64_t modified_ms_of(const struct stat& status) {
  return int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
}

/// As fail_with_errno, for a look at one object: without a file of that name it is kNotFound.
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
    // A pipe would wait for somebody who writes to it.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return fail_to_look("open", path);
    InputFile file(descriptor);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) return fail_with_errno("inspect", path);
    if (!S_ISREG(status.st_mode))
      return fail(ErrorKind::kNotFound, "expected a file, found none at {}", path.string());
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
      populate(data, size);
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

class LocalObjectWriter final : public ObjectWriter {
 public:
  LocalObjectWriter(TemporaryFile file, std::shared_ptr<DurableFolders> folders)
      : file_(std::move(file)), folders_(std::move(folders)) {}

  Result<> write(std::string_view bytes) override { return file_.write(bytes); }

  Result<> finish() override {
    const fs::path folder = file_.final_path().parent_path();
    EIGENLAKE_RETURN_IF_ERROR(file_.sync());
    EIGENLAKE_RETURN_IF_ERROR(folders_->sync_names_of({&folder, 1}));
    EIGENLAKE_RETURN_IF_ERROR(file_.rename_to_final());
    return sync_directory(folder);
  }

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

bool is_hidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
}

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

/// True for a name that leads nowhere: removed since it was listed, or a link without an end.
bool is_gone(int code) {
  return code == ENOENT || code == ELOOP;
}

/// The keys that a listing asks for.
struct WantedKeys {
  std::string_view prefix;
  std::string_view after;
  std::span<const KeyRange> left_out;  ///< Ordered, without overlap.

  bool has(std::string_view key) const {
    return key.starts_with(prefix) && key > after && !is_within(key, range_before(key));
  }
  /// Whether there may be one below a folder, given with its '/'.
  bool has_some_below(std::string_view folder) const {
    const bool on_the_way = folder.starts_with(prefix) || prefix.starts_with(folder);
    if (!on_the_way || !(folder > after || after.starts_with(folder))) return false;
    const auto* range = range_before(folder);
    return !is_within(folder, range) || range->last.starts_with(folder);
  }

 private:
  /// The last range that does not begin behind the key, if any.
  const KeyRange* range_before(std::string_view key) const {
    const auto behind = std::ranges::upper_bound(left_out, key, {}, &KeyRange::first);
    return behind == left_out.begin() ? nullptr : &*std::prev(behind);
  }
  static bool is_within(std::string_view key, const KeyRange* range) {
    return range != nullptr && key <= range->last;
  }
};

/// Adds the wanted files below an open directory, which it closes; hidden ones are left out and links to
/// directories not followed. One look at each file through the open directory, and none at those that their
/// name rules out: a raw store has very many. What vanishes meanwhile is left out; `root` is for messages.
Result<> collect_files(int directory, const fs::path& root, const std::string& key_prefix,
                       const WantedKeys& wanted, std::vector<ObjectInfo>& objects) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(directory), ::closedir);
  if (stream == nullptr) {
    ::close(directory);
    return fail_with_errno("list", root / key_prefix);
  }
  std::string key = key_prefix;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr && errno != 0) return fail_with_errno("list", root / key_prefix);
    if (entry == nullptr) return {};
    const std::string_view name = entry->d_name;
    if (name.starts_with('.')) continue;
    key.resize(key_prefix.size());
    key += name;
    const bool is_wanted = wanted.has(key);
    if (!is_wanted && (entry->d_type == DT_REG || !wanted.has_some_below(key + "/"))) continue;
    struct stat status{};
    if (::fstatat(directory, entry->d_name, &status, 0) != 0) {
      if (is_gone(errno)) continue;
      return fail_with_errno("inspect", root / key);
    }
    if (S_ISREG(status.st_mode)) {
      if (!is_wanted) continue;
      objects.push_back(
          {key, static_cast<uint64_t>(status.st_size), etag_of(status), modified_ms_of(status)});
    } else if (S_ISDIR(status.st_mode) && entry->d_type != DT_LNK) {
      const int below = ::openat(directory, entry->d_name, kOpenDirectory);
      if (below < 0 && is_gone(errno)) continue;
      if (below < 0) return fail_with_errno("list", root / key);
      EIGENLAKE_RETURN_IF_ERROR(collect_files(below, root, key + "/", wanted, objects));
    }
  }
}

Result<std::vector<ObjectInfo>> list_wanted(const fs::path& root, const WantedKeys& wanted) {
  const size_t slash = wanted.prefix.rfind('/');
  const std::string folder(slash == std::string_view::npos ? "" : wanted.prefix.substr(0, slash));
  if (!folder.empty()) EIGENLAKE_RETURN_IF_ERROR(check_object_key(folder));
  std::vector<ObjectInfo> objects;
  const int directory = ::open((root / folder).c_str(), kOpenDirectory);
  if (directory >= 0) {
    EIGENLAKE_RETURN_IF_ERROR(
        collect_files(directory, root, folder.empty() ? "" : folder + "/", wanted, objects));
  } else if (errno != ENOENT && errno != ENOTDIR) {
    return fail_with_errno("list", root / folder);
  }
  std::ranges::sort(objects, {}, &ObjectInfo::key);
  return objects;
}

/// Calls `visit` for each regular file below `directory`, hidden ones left out unless `with_hidden`.
Result<> walk(const fs::path& directory, bool with_hidden,
              const std::function<void(const fs::path&)>& visit) {
  std::error_code code;
  fs::recursive_directory_iterator it(directory, code);
  if (code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory) return {};
  while (!code && it != fs::recursive_directory_iterator()) {
    std::error_code ignored;  // A file may vanish between listing and looking.
    const bool hidden = is_hidden(it->path());
    if (it->is_directory(ignored)) {
      if (hidden && !with_hidden) it.disable_recursion_pending();
    } else if (it->is_regular_file(ignored) && (with_hidden || !hidden)) {
      visit(it->path());
    }
    it.increment(code);
  }
  if (code) return fail(ErrorKind::kStore, "cannot list {}: {}", directory.string(), code.message());
  return {};
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
  if (offset > file.size() || length > file.size() - offset) {
    return fail(ErrorKind::kStore, "expected {} bytes at {} of {}, found a file of {} bytes", length, offset,
                path.string(), file.size());
  }
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
    EIGENLAKE_RETURN_IF_ERROR(check_object_key(object.key));
    EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_of(object.key)));
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

Result<> LocalObjectStore::put_unsynced(std::string_view key, std::string_view bytes) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_of(key)));
  EIGENLAKE_RETURN_IF_ERROR(file.write(bytes));
  EIGENLAKE_RETURN_IF_ERROR(file.close());
  return file.rename_to_final();
}

Result<> LocalObjectStore::put_unsynced_if_absent(std::string_view key, std::string_view bytes) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_of(key)));
  EIGENLAKE_RETURN_IF_ERROR(file.write(bytes));
  EIGENLAKE_RETURN_IF_ERROR(file.close());
  return file.link_to_final();
}

Result<> LocalObjectStore::put_if_absent(std::string_view key, std::string_view bytes) {
  return put_pieces_if_absent(key, {&bytes, 1});
}

Result<> LocalObjectStore::put_pieces_if_absent(std::string_view key,
                                                std::span<const std::string_view> pieces) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_of(key)));
  EIGENLAKE_RETURN_IF_ERROR(write_pieces(file, pieces));
  const fs::path folder = file.final_path().parent_path();
  EIGENLAKE_RETURN_IF_ERROR(file.sync());
  EIGENLAKE_RETURN_IF_ERROR(folders_->sync_names_of({&folder, 1}));
  EIGENLAKE_RETURN_IF_ERROR(file.link_to_final());
  return sync_directory(folder);
}

Result<std::unique_ptr<ObjectWriter>> LocalObjectStore::open_writer(std::string_view key) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_of(key)));
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
  if (!S_ISREG(status.st_mode))
    return fail(ErrorKind::kNotFound, "expected a file, found none at {}", path.string());
  return ObjectInfo{std::string(key), static_cast<uint64_t>(status.st_size), etag_of(status),
                    modified_ms_of(status)};
}

Result<std::vector<ObjectInfo>> LocalObjectStore::list(std::string_view prefix) {
  return list_wanted(root_, {prefix, {}, {}});
}

Result<std::vector<ObjectInfo>> LocalObjectStore::list_after(std::string_view prefix,
                                                             std::string_view start_after) {
  return list_wanted(root_, {prefix, start_after, {}});
}

Result<std::vector<ObjectInfo>> LocalObjectStore::list_without(std::string_view prefix,
                                                               std::span<const KeyRange> left_out) {
  return list_wanted(root_, {prefix, {}, left_out});
}

Result<std::vector<std::string>> LocalObjectStore::list_names(std::string_view prefix) {
  if (!prefix.empty()) EIGENLAKE_RETURN_IF_ERROR(check_object_key(prefix.substr(0, prefix.size() - 1)));
  const fs::path directory = root_ / prefix;
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(directory, code); !code && it != fs::directory_iterator();
       it.increment(code)) {
    if (is_hidden(it->path())) continue;
    std::error_code ignored;
    names.push_back(it->path().filename().string() + (it->is_directory(ignored) ? "/" : ""));
  }
  if (code && code != std::errc::no_such_file_or_directory && code != std::errc::not_a_directory) {
    return fail(ErrorKind::kStore, "cannot list {}: {}", directory.string(), code.message());
  }
  std::ranges::sort(names);
  return names;
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
  if (!below) return fail(ErrorKind::kNotFound, "expected a place below {}, found {}", root, uri);
  return std::string(path.substr(root == "/" ? 1 : root.size() + 1));
}

Result<int> LocalObjectStore::remove_stale_temporaries(std::string_view prefix, int64_t age_seconds_min) {
  const time_t newest = std::time(nullptr) - age_seconds_min;
  int removed = 0;
  EIGENLAKE_RETURN_IF_ERROR(walk(root_ / prefix, true, [&](const fs::path& path) {
    struct stat status{};
    if (!is_temporary_name(path.filename().native()) || ::stat(path.c_str(), &status) != 0) return;
    if (status.st_mtim.tv_sec <= newest && ::unlink(path.c_str()) == 0) ++removed;
  }));
  return removed;
}

}  // namespace eigenlake
