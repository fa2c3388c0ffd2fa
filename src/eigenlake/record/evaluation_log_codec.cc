// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/evaluation_log_codec.h"

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/base/digest.h"

namespace eigenlake {
namespace {

using avro::BinaryCursor;

constexpr std::string_view kFirstLine = "eigenlake evaluations\n";
constexpr size_t kDigestSize = 32;

void append_evaluation(std::string& out, const LoggedEvaluation& logged) {
  avro::append_doubles(out, logged.parameters);
  avro::append_doubles(out, logged.gradient);
  avro::append_double(out, logged.evaluation.energy);
  avro::append_double(out, logged.evaluation.penalty);
  avro::append_double(out, logged.evaluation.standard_error);
  avro::append_long(out, logged.evaluation.shots);
}

/// One block. `append(out, item)` appends an item.
template <typename Items, typename Append>
void append_array(std::string& out, const Items& items, const Append& append) {
  if (!items.empty()) avro::append_long(out, static_cast<int64_t>(items.size()));
  for (const auto& item : items) append(out, item);
  avro::append_long(out, 0);
}

/// `read(cursor)` reads an item of at least `min_bytes`.
template <typename Read>
auto read_array(BinaryCursor& cursor, size_t min_item_bytes, const Read& read) {
  std::vector<decltype(read(cursor))> items;
  while (const int64_t count = cursor.read_block_count(min_item_bytes))
    for (int64_t i = 0; i < count && cursor.ok(); ++i) items.push_back(read(cursor));
  return items;
}

std::vector<double> read_doubles(BinaryCursor& cursor) {
  return read_array(cursor, sizeof(double), [](BinaryCursor& at) { return at.read_double(); });
}

LoggedEvaluation read_evaluation(BinaryCursor& cursor) {
  LoggedEvaluation logged;
  logged.parameters = read_doubles(cursor);
  logged.gradient = read_doubles(cursor);
  logged.evaluation.energy = cursor.read_double();
  logged.evaluation.penalty = cursor.read_double();
  logged.evaluation.standard_error = cursor.read_double();
  logged.evaluation.shots = cursor.read_long();
  return logged;
}

std::vector<LoggedEvaluation> read_evaluations(BinaryCursor& cursor) {
  constexpr size_t kLeastBytes = 2 + 3 * sizeof(double) + 1;  // without parameters and gradient
  return read_array(cursor, kLeastBytes, read_evaluation);
}

Result<EvaluationLog> read_log(std::string_view body) {
  BinaryCursor cursor(body, {}, kFirstLine.size());
  const std::string_view version = cursor.read_string();
  if (cursor.ok() && version != EIGENLAKE_VERSION)
    return fail(ErrorKind::kUnsupported, "version {} cannot resume a search of version {}", EIGENLAKE_VERSION,
                version);
  EvaluationLog log;
  log.experiment_id = cursor.read_string();
  log.seconds = cursor.read_double();
  log.restarts = read_array(cursor, 1, read_evaluations);
  if (!cursor.ok()) return std::unexpected(cursor.error());
  if (!cursor.at_end())
    return fail(ErrorKind::kCorrupt, "the log of evaluations has {} bytes too many", cursor.remaining());
  return log;
}

}  // namespace

std::string encode_evaluation_log(const EvaluationLog& log) {
  std::string out(kFirstLine);
  avro::append_string(out, EIGENLAKE_VERSION);
  avro::append_string(out, log.experiment_id);
  avro::append_double(out, log.seconds);
  append_array(out, log.restarts, [](std::string& to, const std::vector<LoggedEvaluation>& evaluations) {
    append_array(to, evaluations, append_evaluation);
  });
  return out + sha256(out);
}

Result<EvaluationLog> decode_evaluation_log(std::string_view bytes) {
  if (!bytes.starts_with(kFirstLine)) return fail(ErrorKind::kCorrupt, "not a log of evaluations");
  const size_t size = bytes.size() < kDigestSize ? 0 : bytes.size() - kDigestSize;
  if (size < kFirstLine.size() || sha256(bytes.substr(0, size)) != bytes.substr(size))
    return fail(ErrorKind::kCorrupt, "the log of evaluations is damaged: its checksum does not match");
  auto log = read_log(bytes.substr(kFirstLine.size(), size - kFirstLine.size()));
  if (!log) return fail_with_context(log.error(), "while reading a log of evaluations");
  return log;
}

}  // namespace eigenlake
