#include "eigenlake/iceberg/snapshot_scan.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include <simdjson.h>

namespace eigenlake::iceberg {
namespace {

constexpr uint64_t kEachByte = 0x0101010101010101;
constexpr uint64_t kHighBits = 0x80 * kEachByte;

/// High bits mark the bytes that are zero; bytes above the lowest of them may be marked, too.
constexpr uint64_t zero_bytes(uint64_t bytes) {
  return (bytes - kEachByte) & ~bytes & kHighBits;
}

/// The number of bytes in front of the first quote, backslash or control character.
size_t plain_length(std::string_view text) {
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= text.size(); at += sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    const uint64_t controls = (bytes - 0x20 * kEachByte) & ~bytes & kHighBits;
    const uint64_t found =
        zero_bytes(bytes ^ ('"' * kEachByte)) | zero_bytes(bytes ^ ('\\' * kEachByte)) | controls;
    if (found != 0) return at + static_cast<size_t>(std::countr_zero(found)) / 8;
  }
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

/// Walks through a text. Each `take` moves behind what it takes, and returns false where something else
/// stands.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  size_t position() const { return position_; }
  std::string_view between(size_t begin, size_t end) const { return text_.substr(begin, end - begin); }

  bool take(std::string_view expected) {
    if (!text_.substr(position_).starts_with(expected)) return false;
    position_ += expected.size();
    return true;
  }

  /// A number without sign, as JSON spells it.
  template <typename Number>
  bool take_number(Number& number) {
    const char* begin = text_.data() + position_;
    const char* const text_end = text_.data() + text_.size();
    if (begin == text_end || *begin < '0' || *begin > '9') return false;
    const auto [end, error] = std::from_chars(begin, text_end, number);
    if (error != std::errc() || (*begin == '0' && end != begin + 1)) return false;
    position_ = static_cast<size_t>(end - text_.data());
    return true;
  }

  template <typename Number>
  bool take_number(std::optional<Number>& number) {
    return take_number(number.emplace());
  }

  /// A string without the quotes, escapes of one character included.
  bool take_string(std::string_view& string) {
    if (!take("\"")) return false;
    for (size_t end = position_; end < text_.size(); end += 2) {
      end += plain_length(text_.substr(end));
      if (end == text_.size()) return false;
      if (text_[end] == '"') {
        string = between(position_, end);
        position_ = end + 1;
        return true;
      }
      constexpr std::string_view kEscaped = "\"\\/bfnrt";
      if (text_[end] != '\\' || end + 1 == text_.size() || !kEscaped.contains(text_[end + 1])) return false;
    }
    return false;
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
    while (position_ < text_.size() && depth > 0) {
      const char next = text_[position_];
      if (next == ',' && depth == 1 && text_.substr(position_).starts_with(name)) return true;
      if (next == '"') {
        std::string_view string;
        if (!take_string(string)) return false;
        continue;
      }
      depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
      ++position_;
    }
    return false;
  }

 private:
  std::string_view text_;
  size_t position_ = 0;
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
  const size_t begin = scan.position();
  ScannedSnapshots found;
  if (!take_refs(scan, found)) return std::nullopt;
  found.snapshots.reserve(found.refs.size() + 1);
  found.snapshot_log.reserve(found.refs.size() + 1);
  const auto take_next_snapshot = [&] {
    const size_t start = scan.position();
    Snapshot& snapshot = found.snapshots.emplace_back();
    if (!take_snapshot(scan, snapshot)) return false;
    snapshot.json = SharedText(text, scan.between(start, scan.position()));
    return true;
  };
  if (!scan.take(",\"snapshots\":[") || !scan.take_list("]", take_next_snapshot)) return std::nullopt;
  const auto take_next_entry = [&] { return take_log_entry(scan, found.snapshot_log.emplace_back()); };
  if (!scan.take(",\"snapshot-log\":[") || !scan.take_list("]", take_next_entry)) return std::nullopt;
  found.rest.reserve(text->size() - (scan.position() - begin) + 64);
  found.rest.append(*text, 0, begin).append(*text, scan.position());
  return found;
}

}  // namespace eigenlake::iceberg
