// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/xyz_comment.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_entry.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

constexpr std::string_view kCommentBlanks = " \t\r";
constexpr std::string_view kBetweenItems = " \t\r,;\"'()[]{}";
constexpr std::string_view kEndsItem = " \t\r,;=:";

/// One key of a comment line with its value; an empty key marks the end.
struct CommentItem {
  std::string_view key;
  std::string_view separator;  ///< As the file has it, "=" or ": "; blanks alone after a key without one.
  std::string_view value;      ///< Without quotes or brackets.
};

bool is_number_key(MoleculeKey key) {
  return key == MoleculeKey::kCharge || key == MoleculeKey::kMultiplicity || key == MoleculeKey::kSpin;
}

/// An integer as people write it, with a sign and without decimals.
std::optional<int> plain_integer_of(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  return word.starts_with('+') ? std::nullopt : parse_number<int>(word);
}

/// Takes a comment line apart, item by item.
class CommentScanner {
 public:
  explicit CommentScanner(std::string_view text) : text_(text) {}

  /// The next item with a key; one with an empty key at the end.
  Result<CommentItem> next();

 private:
  std::string_view take(size_t count) {
    const std::string_view taken = text_.substr(0, count);
    text_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view take_until(std::string_view characters) { return take(text_.find_first_of(characters)); }
  std::string_view take_all(std::string_view characters) {
    return take(std::min(text_.find_first_not_of(characters), text_.size()));
  }
  std::string_view take_separator();
  Result<std::string_view> take_value(std::string_view key);
  Result<std::string_view> take_enclosed(std::string_view key);

  std::string_view text_;
};

std::string_view CommentScanner::take_separator() {
  const size_t sign = text_.find_first_not_of(kCommentBlanks);
  if (sign == text_.npos || (text_[sign] != '=' && text_[sign] != ':')) return take_all(kCommentBlanks);
  const std::string_view before = text_;
  take(sign + 1);
  take_all(kCommentBlanks);
  return before.substr(0, before.size() - text_.size());
}

/// A value that begins with a quote or a bracket, up to the one that closes it.
Result<std::string_view> CommentScanner::take_enclosed(std::string_view key) {
  const char open = text_[0];
  const char close = open == '{' ? '}' : open == '[' ? ']' : open;
  int depth = 0;
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\\' && open == '"') {
      ++i;
    } else if (text_[i] == open && (open != close || i == 0)) {
      ++depth;
    } else if (text_[i] == close && --depth == 0) {
      const std::string_view value = take(i + 1);
      return value.substr(1, value.size() - 2);
    }
  }
  return fail(ErrorKind::kInvalidInput, "the value of {} begins with {} and has no {} at its end",
              quoted_text(key), open, close);
}

Result<std::string_view> CommentScanner::take_value(std::string_view key) {
  const auto known = molecule_key_of(key, comment_keys());
  if (!text_.empty() && std::string_view("\"'{[").contains(text_[0])) {
    auto value = take_enclosed(key);
    if (value || known) return value;
    return std::string_view();
  }
  // Text after an unknown key is free text again, in which a known key may follow ("Title: charge=1").
  if (!known && lower_case_ascii(key) != "pbc" && lower_case_ascii(key) != "lattice")
    return std::string_view();
  std::string_view value = take_until(known && is_number_key(*known) ? " \t\r,;" : kCommentBlanks);
  if (known == MoleculeKey::kName) return value;
  while (!value.empty() && std::string_view(",;)]}\"'").contains(value.back())) value.remove_suffix(1);
  return value;
}

Result<CommentItem> CommentScanner::next() {
  while (true) {
    take_all(kBetweenItems);
    CommentItem item;
    item.key = take_until(kEndsItem);
    while (!item.key.empty() && std::string_view("\"')]}").contains(item.key.back()))
      item.key.remove_suffix(1);
    if (item.key.empty() && text_.empty()) return item;
    const std::string_view before_separator = text_;
    item.separator = take_separator();
    if (item.separator.find_first_of("=:") != item.separator.npos) {
      if (item.key.empty()) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(item.value, take_value(item.key));
      return item;
    }
    item.value = text_.substr(0, text_.find_first_of(" \t\r,;"));
    const auto known = molecule_key_of(item.key, comment_keys());
    if (known && is_number_key(*known) && plain_integer_of(item.value)) return item;
    text_ = before_separator;
  }
}

/// Whether the value of "pbc" repeats in no direction: three times F, False or 0, or once.
bool repeats_nowhere(std::string_view pbc) {
  std::vector<std::string_view> words;
  for (size_t first = pbc.find_first_not_of(" \t,[]"); first != pbc.npos;
       first = pbc.find_first_not_of(" \t,[]", first + words.back().size()))
    words.push_back(pbc.substr(first, pbc.find_first_of(" \t,[]", first) - first));
  return !words.empty() && std::ranges::all_of(words, [](std::string_view word) {
    const std::string lower = lower_case_ascii(word);
    return lower == "f" || lower == "false" || lower == ".false." || lower == "0";
  });
}

/// Reads the items of one comment line.
class CommentReader {
 public:
  Result<> read(const CommentItem& item);
  XyzComment finish() {
    comment_.is_periodic = pbc_ ? !repeats_nowhere(*pbc_) : has_lattice_;
    return std::move(comment_);
  }

 private:
  Result<> read_known(MoleculeKey key, const CommentItem& item);
  Result<> read_number(MoleculeKey key, const CommentItem& item);
  Result<> read_properties(std::string_view value);

  XyzComment comment_;
  Stated<std::string> properties_;
  bool has_lattice_ = false;
  std::optional<std::string> pbc_;
};

Result<> CommentReader::read(const CommentItem& item) {
  if (const auto key = molecule_key_of(item.key, comment_keys())) return read_known(*key, item);
  const std::string lower = lower_case_ascii(item.key);
  has_lattice_ = has_lattice_ || lower == "lattice";
  if (lower == "pbc") pbc_ = item.value;
  if (const auto meant = misspelt_key(item.key, comment_keys()))
    return fail(ErrorKind::kInvalidInput, "unknown key {} in the comment line; did you mean \"{}\"?",
                quoted_text(item.key), *meant);
  return {};
}

Result<> CommentReader::read_number(MoleculeKey key, const CommentItem& item) {
  const auto number = whole_number_of(item.value);
  if (!number)
    return fail(ErrorKind::kInvalidInput, "\"{}{}\" requires an integer, got {}", item.key,
                visible_text(item.separator), quoted_text(item.value));
  return comment_.stated.state_number(key, *number, fmt::format("{}={}", item.key, item.value));
}

Result<> CommentReader::read_properties(std::string_view value) {
  EIGENLAKE_RETURN_IF_ERROR(
      properties_.state(std::string(value), fmt::format("Properties={}", visible_text(value))));
  EIGENLAKE_ASSIGN_OR_RETURN(comment_.columns, read_xyz_columns(value));
  return {};
}

Result<> CommentReader::read_known(MoleculeKey key, const CommentItem& item) {
  if (is_number_key(key)) return read_number(key, item);
  if (key == MoleculeKey::kProperties) return read_properties(item.value);
  if (key == MoleculeKey::kUnits)
    return comment_.stated.units.state(canonical_units(item.value),
                                       fmt::format("{}={}", item.key, visible_text(item.value)));
  comment_.name = item.value;
  return {};
}

/// The numbers of a line that holds two integers and nothing else.
std::optional<std::array<int, 2>> two_integers_of(std::string_view comment) {
  std::string blanks_only(comment);
  std::ranges::replace(blanks_only, ',', ' ');
  const auto words = words_of(blanks_only);
  if (words.size() != 2) return std::nullopt;
  const auto first = plain_integer_of(words[0]);
  const auto second = plain_integer_of(words[1]);
  if (!first || !second) return std::nullopt;
  return std::array{*first, *second};
}

/// Where the comment line was left out, the first atom stands in its place.
bool is_an_atom(std::string_view comment) {
  const auto words = words_of(comment);
  return words.size() == 4 && atomic_number_of(words[0]) &&
         std::ranges::all_of(words.begin() + 1, words.end(), [](std::string_view word) {
           return word.find('.') != word.npos && real_number_of(word).has_value();
         });
}

}  // namespace

Result<XyzComment> read_xyz_comment(std::string_view comment) {
  if (const auto pair = two_integers_of(comment)) {
    XyzComment result;
    const std::string words = fmt::format("the comment line {}", quoted_text(comment));
    EIGENLAKE_RETURN_IF_ERROR(result.stated.charge.state((*pair)[0], words));
    EIGENLAKE_RETURN_IF_ERROR(result.stated.multiplicity.state((*pair)[1], words));
    return result;
  }
  if (is_an_atom(comment))
    return fail(
        ErrorKind::kInvalidInput,
        "the comment line {} is an atom; put a line, perhaps empty, between the number of atoms and the "
        "first atom",
        quoted_text(comment));
  CommentScanner scanner(comment);
  CommentReader reader;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const CommentItem item, scanner.next());
    if (item.key.empty()) return reader.finish();
    EIGENLAKE_RETURN_IF_ERROR(reader.read(item));
  }
}

}  // namespace eigenlake
