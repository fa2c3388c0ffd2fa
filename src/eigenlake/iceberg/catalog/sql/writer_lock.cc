#include "eigenlake/iceberg/catalog/sql/writer_lock.h"

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace eigenlake::iceberg {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPollInterval = std::chrono::milliseconds(20);

/// For messages.
std::string holder_of(SqlConnection& connection, const std::string& key) {
  const auto found = connection.execute(
      "SELECT a.pid, coalesce(host(a.client_addr), 'local'), a.backend_start::text FROM pg_locks l "
      "JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND "
      "((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint",
      std::span(&key, 1));
  if (!found || found->rows.empty()) return "unknown";
  const SqlRow& row = found->rows[0];
  return fmt::format("server process {} from {}, connected since {}", row[0].value_or("?"),
                     row[1].value_or("?"), row[2].value_or("?"));
}

class FileLock final : public WriterLock {
 public:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() override { ::close(descriptor_); }
  Result<> check() override { return {}; }  // The kernel keeps it while the process lives.

 private:
  int descriptor_;
};

}  // namespace

int64_t lock_key(std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return static_cast<int64_t>(hash);
}

Result<std::shared_ptr<WriterSession>> WriterSession::acquire(std::unique_ptr<SqlConnection> connection,
                                                              const std::string& name,
                                                              double wait_seconds_max) {
  const std::string key = std::to_string(lock_key(name));
  const auto wait_ms = static_cast<int64_t>(std::ceil(std::max(wait_seconds_max, 0.001) * 1000));
  EIGENLAKE_RETURN_IF_ERROR(connection->execute(fmt::format("SET lock_timeout = {}", wait_ms)));
  auto locked = connection->execute("SELECT pg_advisory_lock($1::bigint)", std::span(&key, 1));
  if (!locked && locked.error().kind == ErrorKind::kUnavailable && !connection->is_lost())
    return fail(ErrorKind::kUnavailable, "no writers' lock {} within {} s: it is held by {}", name,
                wait_seconds_max, holder_of(*connection, key));
  if (!locked) return std::unexpected(std::move(locked).error());
  EIGENLAKE_RETURN_IF_ERROR(connection->execute("SET lock_timeout = 0"));
  return std::shared_ptr<WriterSession>(new WriterSession(std::move(connection), name));
}

Result<> WriterSession::use(const std::function<Result<>(SqlConnection&)>& work) {
  const std::lock_guard guard(mutex_);
  if (!connection_->is_lost()) return work(*connection_);
  return fail(ErrorKind::kUnavailable, "the writers' lock {} was lost with its session", name_);
}

Result<> WriterSession::check() {
  return use([](SqlConnection& connection) -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(connection.execute("SELECT 1"));
    return {};
  });
}

Result<std::unique_ptr<WriterLock>> lock_writer_file(const std::string& file, double wait_seconds_max) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(ErrorKind::kStore, "{}: cannot open: {}", file, std::strerror(errno));
  auto lock = std::make_unique<FileLock>(descriptor);
  const auto deadline = Clock::now() + std::chrono::duration<double>(wait_seconds_max);
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fail(ErrorKind::kStore, "{}: cannot lock: {}", file, std::strerror(errno));
    if (Clock::now() >= deadline) {
      char holder[32] = {};
      const bool is_known = ::pread(descriptor, holder, sizeof holder - 1, 0) > 0;
      return fail(ErrorKind::kUnavailable, "{}: another process ({}) is writing", file,
                  is_known ? holder : "unknown");
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  const std::string holder = std::to_string(::getpid());
  if (::ftruncate(descriptor, 0) == 0) std::ignore = ::pwrite(descriptor, holder.data(), holder.size(), 0);
  return lock;
}

}  // namespace eigenlake::iceberg
