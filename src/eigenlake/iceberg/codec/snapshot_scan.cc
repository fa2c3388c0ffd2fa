#include "eigenlake/iceberg/codec/snapshot_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "eigenlake/base/joined.h"
#include "eigenlake/json/simdjson.h"

namespace eigenlake::iceberg {
namespace {

constexpr uint64_t kEachByte = 0x0101010101010101;
constexpr uint64_t kHighBits = 0x80 * kEachByte;

/// High bits mark the bytes that are zero; bytes above the lowest of them may be marked, too.
constexpr uint64_t zero_bytes(uint64_t bytes) {
  return (bytes - kEachByte) & ~bytes & kHighBits;
}

/// The first quote, backslash or control character, or the end.
const char* find_special(const char* text, const char* end) {
  for (; end - text >= static_cast<ptrdiff_t>(sizeof(uint64_t)); text += sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text, sizeof(bytes));
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    const uint64_t controls = (bytes - 0x20 * kEachByte) & ~bytes & kHighBits;
    const uint64_t found =
        zero_bytes(bytes ^ ('"' * kEachByte)) | zero_bytes(bytes ^ ('\\' * kEachByte)) | controls;
    if (found != 0) return text + std::countr_zero(found) / 8;
  }
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  return std::find_if_not(text, end, is_plain);
}

/// Walks through a text. Each `take` moves behind what it takes, and returns false where something else
/// stands.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  const char* position() const { return at_; }
  bool is_at(char c) const { return at_ != end_ && *at_ == c; }

  bool take(std::string_view expected) {
    if (!std::string_view(at_, end_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  /// A number without sign, as JSON spells it.
  template <typename Number>
  bool take_number(Number& number) {
    if (at_ == end_ || *at_ < '0' || *at_ > '9') return false;
    const auto [behind, error] = std::from_chars(at_, end_, number);
    if (error != std::errc() || (*at_ == '0' && behind != at_ + 1)) return false;
    at_ = behind;
    return true;
  }

  template <typename Number>
  bool take_number(std::optional<Number>& number) {
    return take_number(number.emplace());
  }

  /// A string without the quotes, escapes of one character included.
  bool take_string(std::string_view& string) {
    if (!take("\"")) return false;
    for (const char* special = at_;; special += 2) {
      special = find_special(special, end_);
      if (special == end_) return false;
      if (*special == '"') {
        string = std::string_view(at_, special);
        at_ = special + 1;
        return true;
      }
      constexpr std::string_view kEscaped = "\"\\/bfnrt";
      if (*special != '\\' || special + 1 == end_ || !kEscaped.contains(special[1])) return false;
    }
  }

  /// Items with commas between them, up to `end`.
  template <typename TakeItem>
  bool take_list(std::string_view end, TakeItem take_item) {
    if (take(end)) return true;
    do {
      if (!take_item()) return false;
    } while (take(","));
    return take(end);
  }

  /// Goes on to `name` outside of strings and of everything that is nested.
  bool skip_to_member(std::string_view name) {
    if (!take("{")) return false;
    int depth = 1;
    while (at_ != end_ && depth > 0) {
      if (depth == 1 && std::string_view(at_, end_).starts_with(name)) return true;
      if (*at_ == '"') {
        std::string_view string;
        if (!take_string(string)) return false;
        continue;
      }
      depth += *at_ == '{' || *at_ == '[' ? 1 : *at_ == '}' || *at_ == ']' ? -1 : 0;
      ++at_;
    }
    return false;
  }

 private:
  const char* at_;
  const char* end_;
};

bool take_ref(Scanner& scan, std::string& name, SnapshotRef& ref) {
  std::string_view plain;
  if (!scan.take_string(plain) || plain.contains('\\')) return false;
  name = plain;
  if (!scan.take(":{\"snapshot-id\":") || !scan.take_number(ref.snapshot_id)) return false;
  if (scan.take(",\"type\":\"tag\"")) {
    ref.kind = SnapshotRef::Kind::kTag;
  } else if (!scan.take(",\"type\":\"branch\"")) {
    return false;
  }
  if (scan.take(",\"min-snapshots-to-keep\":") && !scan.take_number(ref.min_snapshots_to_keep)) return false;
  if (scan.take(",\"max-snapshot-age-ms\":") && !scan.take_number(ref.max_snapshot_age_ms)) return false;
  if (scan.take(",\"max-ref-age-ms\":") && !scan.take_number(ref.max_ref_age_ms)) return false;
  return scan.take("}");
}

bool take_pair_of_strings(Scanner& scan) {
  std::string_view string;
  return scan.take_string(string) && scan.take(":") && scan.take_string(string);
}

bool take_snapshot(Scanner& scan, Snapshot& snapshot) {
  if (!scan.take("{\"sequence-number\":") || !scan.take_number(snapshot.sequence_number)) return false;
  if (!scan.take(",\"snapshot-id\":") || !scan.take_number(snapshot.snapshot_id)) return false;
  if (scan.take(",\"parent-snapshot-id\":") && !scan.take_number(snapshot.parent_snapshot_id)) return false;
  if (!scan.take(",\"timestamp-ms\":") || !scan.take_number(snapshot.timestamp_ms)) return false;
  if (!scan.take(",\"summary\":{") || !scan.take_list("}", [&] { return take_pair_of_strings(scan); }))
    return false;
  std::string_view path;
  if (!scan.take(",\"manifest-list\":") || !scan.take_string(path) || path.empty()) return false;
  if (scan.take(",\"schema-id\":") && !scan.take_number(snapshot.schema_id)) return false;
  return scan.take("}");
}

bool take_log_entry(Scanner& scan, SnapshotLogEntry& entry) {
  return scan.take("{\"timestamp-ms\":") && scan.take_number(entry.timestamp_ms) &&
         scan.take(",\"snapshot-id\":") && scan.take_number(entry.snapshot_id) && scan.take("}");
}

bool take_refs(Scanner& scan, ScannedSnapshots& found) {
  std::vector<std::pair<std::string, SnapshotRef>> refs;
  const auto take_next = [&] {
    auto& [name, ref] = refs.emplace_back();
    return take_ref(scan, name, ref) && (refs.size() == 1 || refs[refs.size() - 2].first < name);
  };
  if (!scan.take(",\"refs\":{") || !scan.take_list("}", take_next)) return false;
  found.refs.reserve(refs.size() + 1);
  for (auto& [name, ref] : refs) found.refs.emplace_hint(found.refs.end(), std::move(name), ref);
  return true;
}

}  // namespace

std::optional<ScannedSnapshots> scan_snapshots(const std::shared_ptr<const std::string>& text) {
  if (!simdjson::validate_utf8(*text)) return std::nullopt;
  Scanner scan(*text);
  if (!scan.skip_to_member(",\"refs\":{")) return std::nullopt;
  const char* const begin = scan.position();
  ScannedSnapshots found;
  if (!take_refs(scan, found)) return std::nullopt;
  found.snapshots.reserve(found.refs.size() + 1);
  found.snapshot_log.reserve(found.refs.size() + 1);
  const auto take_next_snapshot = [&] {
    const char* const start = scan.position();
    Snapshot& snapshot = found.snapshots.emplace_back();
    if (!take_snapshot(scan, snapshot)) return false;
    snapshot.json = SharedText(text, std::string_view(start, scan.position()));
    return true;
  };
  if (!scan.take(",\"snapshots\":[") || !scan.take_list("]", take_next_snapshot)) return std::nullopt;
  const auto take_next_entry = [&] { return take_log_entry(scan, found.snapshot_log.emplace_back()); };
  if (!scan.take(",\"snapshot-log\":[") || !scan.take_list("]", take_next_entry)) return std::nullopt;
  // Anything else would close up with what stands in front of the members.
  if (!scan.is_at(',') && !scan.is_at('}')) return std::nullopt;
  found.rest = joined(std::array{std::string_view(text->data(), begin),
                                 std::string_view(scan.position(), text->data() + text->size())});
  return found;
}

}  // namespace eigenlake::iceberg
