// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/writer_lock.h"

#include <cmath>

namespace eigenlake::iceberg {
namespace {

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

}  // namespace eigenlake::iceberg
