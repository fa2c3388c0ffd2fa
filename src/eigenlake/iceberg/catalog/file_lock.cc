// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/file_lock.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eigenlake::iceberg {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPollInterval = std::chrono::milliseconds(20);

std::string holder_of(int descriptor) {
  char text[32] = {};
  const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
  return size > 0 ? std::string(text, static_cast<size_t>(size)) : "unknown";
}

Result<> wait_for_lock(int descriptor, const std::string& path, double wait_seconds_max) {
  const auto deadline = Clock::now() + std::chrono::duration<double>(wait_seconds_max);
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fail(ErrorKind::kStore, "{}: cannot lock: {}", path, std::strerror(errno));
    if (Clock::now() >= deadline)
      return fail(ErrorKind::kUnavailable, "{}: another process ({}) is writing", path,
                  holder_of(descriptor));
    std::this_thread::sleep_for(kPollInterval);
  }
  return {};
}

/// False once the file was removed: then others open and lock a new one.
bool is_at(const std::string& path, int descriptor) {
  struct stat open_file{};
  struct stat named{};
  return ::fstat(descriptor, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

/// Closing the file releases the lock.
class FileLock final : public WriterLock {
 public:
  FileLock(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() override { ::close(descriptor_); }
  Result<> check() override {
    if (is_at(path_, descriptor_)) return {};
    return fail(ErrorKind::kConflict,
                "{}: the lock was removed and others may write; nothing more is committed", path_);
  }

 private:
  int descriptor_;
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<WriterLock>> lock_file(const std::string& path, double wait_seconds_max) {
  while (true) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return fail(ErrorKind::kStore, "{}: cannot open: {}", path, std::strerror(errno));
    auto lock = std::make_unique<FileLock>(descriptor, path);
    EIGENLAKE_RETURN_IF_ERROR(wait_for_lock(descriptor, path, wait_seconds_max));
    if (!is_at(path, descriptor)) continue;  // Removed meanwhile.
    const std::string holder = std::to_string(::getpid());
    // For the messages of those who wait.
    if (::ftruncate(descriptor, 0) == 0) std::ignore = ::pwrite(descriptor, holder.data(), holder.size(), 0);
    return lock;
  }
}

}  // namespace eigenlake::iceberg
