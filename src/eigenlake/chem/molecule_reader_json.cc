// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/chem/molecule_entry.h"
#include "eigenlake/chem/molecule_json.h"
#include "eigenlake/chem/molecule_reader.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

using nlohmann::json;

constexpr int kMaxNesting = 100;
constexpr std::string_view kJsonBlanks = " \t\r\n";

/// Watches a document while it is parsed, because the parsed value has lost duplicate keys.
class DocumentWatch {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start || event == json::parse_event_t::array_start) {
      is_list_ = is_list_ || (depth == 0 && event == json::parse_event_t::array_start);
      is_too_deep_ = is_too_deep_ || depth > kMaxNesting;
      keys_.emplace_back();
    } else if (event == json::parse_event_t::key) {
      if (!keys_.back().insert(parsed.get<std::string>()).second)
        repeated_.try_emplace(num_complete_, parsed.get<std::string>());
    } else if (event != json::parse_event_t::value) {
      keys_.pop_back();
    }
    if (is_list_ && depth == 1 && ends_value(event)) ++num_complete_;
    return !is_too_deep_;
  }

  bool is_too_deep() const { return is_too_deep_; }
  /// The first duplicate key of an object, by the position of its molecule.
  const std::map<size_t, std::string>& repeated() const { return repeated_; }

 private:
  static bool ends_value(json::parse_event_t event) {
    return event == json::parse_event_t::value || event == json::parse_event_t::object_end ||
           event == json::parse_event_t::array_end;
  }
  std::vector<std::set<std::string>> keys_;  ///< Of the objects around; an empty set for a list.
  std::map<size_t, std::string> repeated_;
  size_t num_complete_ = 0;
  bool is_list_ = false;
  bool is_too_deep_ = false;
};

struct JsonDocument {
  json value;
  std::map<size_t, std::string> repeated_keys;  ///< By the position of the molecule.
};

/// "line 3, column 7" of the byte at `offset`, both from 1, and the character there, if it is invisible.
std::string position_in(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  std::string position = fmt::format("line {}, column {}", line, before.size() - line_start + 1);
  // The parser stops in the middle of a character of several bytes.
  size_t start = before.size();
  while (start > 0 && start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
    --start;
  const std::string_view after = text.substr(start, 4);
  const std::string seen = visible_text(after, after.size());
  if (seen.starts_with("<U+")) position += fmt::format(", at {}", seen.substr(1, seen.find('>') - 1));
  return position;
}

/// nlohmann's message without its own prefix and position.
std::string_view reason_of(const char* message) {
  std::string_view reason = message;
  if (const size_t end = reason.find("] "); end != std::string_view::npos) reason.remove_prefix(end + 2);
  if (reason.starts_with("parse error at"))
    if (const size_t end = reason.find(": "); end != std::string_view::npos) reason.remove_prefix(end + 2);
  return reason;
}

/// The only place that catches the JSON library's exceptions.
Result<JsonDocument> parse_document(std::string_view text, std::string_view source) {
  DocumentWatch watch;
  try {
    json value = json::parse(text.begin(), text.end(), std::ref(watch));
    if (watch.is_too_deep())
      return fail(ErrorKind::kInvalidInput, "{}: the JSON is nested deeper than {} levels", source,
                  kMaxNesting);
    return JsonDocument{std::move(value), watch.repeated()};
  } catch (const json::parse_error& error) {
    const size_t offset = error.byte > 0 ? error.byte - 1 : 0;
    return fail(ErrorKind::kInvalidInput, "{}: invalid JSON at {}: {}", source, position_in(text, offset),
                visible_text(reason_of(error.what()), 200));
  } catch (const json::exception& error) {
    return fail(ErrorKind::kInvalidInput, "{}: invalid JSON: {}", source,
                visible_text(reason_of(error.what()), 200));
  }
}

std::string name_in(const json& entry) {
  const auto name = entry.find("name");
  return name != entry.end() && name->is_string() ? name->get<std::string>() : std::string();
}

/// `repeated_key` is a duplicate key of the object, or nullptr.
Result<Molecule> read_molecule(const json& entry, const std::string* repeated_key, std::string_view source,
                               size_t index) {
  if (!entry.is_object())
    return fail(ErrorKind::kInvalidInput, "{} must be an object with symbols and coords, got {}",
                place_of_molecule(source, index, ""), json_excerpt(entry));
  const std::string place = place_of_molecule(source, index, name_in(entry));
  if (repeated_key != nullptr)
    return fail(ErrorKind::kInvalidInput, "{}: duplicate key {} in one object; leave one of them out", place,
                quoted_text(*repeated_key));
  auto draft = read_molecule_object(entry);
  if (!draft) return at_place(std::move(draft).error(), place);
  return finish_molecule(*std::move(draft), source, index);
}

const std::string* repeated_key_of(const JsonDocument& document, size_t index) {
  const auto found = document.repeated_keys.find(index);
  return found == document.repeated_keys.end() ? nullptr : &found->second;
}

Result<MoleculeList> read_document(const JsonDocument& document, std::string_view source) {
  MoleculeList molecules;
  if (document.value.is_object()) {
    molecules.push_back(read_molecule(document.value, repeated_key_of(document, 0), source, 0));
  } else if (document.value.is_array() && !document.value.empty()) {
    for (const json& entry : document.value)
      molecules.push_back(
          read_molecule(entry, repeated_key_of(document, molecules.size()), source, molecules.size()));
  } else {
    return fail(ErrorKind::kInvalidInput, "{} must hold a molecule or a list of at least one, got {}", source,
                json_excerpt(document.value));
  }
  return molecules;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kJsonBlanks) == std::string_view::npos;
}

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Whether the first line is an object by itself and others follow.
bool begins_as_lines(std::string_view text, std::string_view source) {
  std::string_view first;
  while (!text.empty() && is_blank(first)) first = take_line(text);
  if (is_blank(text)) return false;
  const auto document = parse_document(first, source);
  return document && document->value.is_object();
}

}  // namespace

Result<MoleculeList> parse_molecules_json_lines(std::string_view text, std::string_view source) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string_view rest, utf8_text(text, source));
  MoleculeList molecules;
  for (size_t line_number = 1; !rest.empty(); ++line_number) {
    std::string_view line = take_line(rest);
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    if (is_blank(line)) continue;
    const size_t index = molecules.size();
    auto document = parse_document(line, fmt::format("line {}", line_number));
    if (document)
      molecules.push_back(read_molecule(document->value, repeated_key_of(*document, 0), source, index));
    else
      molecules.push_back(at_place(std::move(document).error(), place_of_molecule(source, index, "")));
  }
  if (molecules.empty()) return fail(ErrorKind::kInvalidInput, "{} is empty", source);
  return molecules;
}

Result<MoleculeList> parse_molecules_json(std::string_view text, std::string_view source) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string_view utf8, utf8_text(text, source));
  if (is_blank(utf8)) return fail(ErrorKind::kInvalidInput, "{} is empty", source);
  const auto document = parse_document(utf8, source);
  if (document) return read_document(*document, source);
  if (begins_as_lines(utf8, source)) return parse_molecules_json_lines(utf8, source);
  return std::unexpected(document.error());
}

}  // namespace eigenlake
