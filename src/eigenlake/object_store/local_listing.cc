// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/local_listing.h"

#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "eigenlake/object_store/local_file.h"

namespace eigenlake {
namespace fs = std::filesystem;

namespace {

std::string etag_of(const struct stat& status) {
  const auto nanoseconds = static_cast<uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000u +
                           static_cast<uint64_t>(status.st_mtim.tv_nsec);
  return fmt::format("{:x}-{:x}", static_cast<uint64_t>(status.st_size), nanoseconds);
}

int64_t modified_ms_of(const struct stat& status) {
  return int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
}

bool is_hidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
}

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

/// True for a name that leads nowhere: removed since it was listed, or a link without an end.
bool is_gone(int code) {
  return code == ENOENT || code == ELOOP;
}

/// Adds the wanted files below an open directory, which it closes; hidden ones are left out and links to
/// directories not followed. Inspects each file once, through the open directory, and none that its name
/// rules out: a raw store has very many. Files that vanish meanwhile are left out; `root` is for messages.
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
      objects.push_back(info_of(key, status));
    } else if (S_ISDIR(status.st_mode) && entry->d_type != DT_LNK) {
      const int below = ::openat(directory, entry->d_name, kOpenDirectory);
      if (below < 0 && is_gone(errno)) continue;
      if (below < 0) return fail_with_errno("list", root / key);
      EIGENLAKE_RETURN_IF_ERROR(collect_files(below, root, key + "/", wanted, objects));
    }
  }
}

}  // namespace

ObjectInfo info_of(std::string key, const struct stat& status) {
  return {std::move(key), static_cast<uint64_t>(status.st_size), etag_of(status), modified_ms_of(status)};
}

Result<std::vector<ObjectInfo>> list_local_files(const fs::path& root, const WantedKeys& wanted) {
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

Result<std::vector<std::string>> list_local_names(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(directory, code); !code && it != fs::directory_iterator();
       it.increment(code)) {
    if (is_hidden(it->path())) continue;
    std::error_code ignored;
    names.push_back(it->path().filename().string() + (it->is_directory(ignored) ? "/" : ""));
  }
  if (code && code != std::errc::no_such_file_or_directory && code != std::errc::not_a_directory)
    return fail(ErrorKind::kStore, "cannot list {}: {}", directory.string(), code.message());
  std::ranges::sort(names);
  return names;
}

Result<> walk_local_files(const fs::path& directory, bool with_hidden,
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

}  // namespace eigenlake
