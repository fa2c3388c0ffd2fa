// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/atom_label.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

std::string_view leading_letters(std::string_view text) {
  return text.substr(0, static_cast<size_t>(std::ranges::find_if_not(text, is_letter) - text.begin()));
}

std::optional<AtomLabel> nucleus_of(std::string_view symbol) {
  if (const auto number = atomic_number_of(symbol)) return AtomLabel{.atomic_number = *number};
  if (symbol == "D" || symbol == "d") return AtomLabel{.atomic_number = 1, .mass_number = 2};
  if (symbol == "T" || symbol == "t") return AtomLabel{.atomic_number = 1, .mass_number = 3};
  return std::nullopt;
}

/// Whether `rest`, what follows a word for ghosts, ends that word or names the element of the ghost.
bool ends_ghost_word(std::string_view rest) {
  const std::string_view letters = leading_letters(rest);
  return letters.empty() || atomic_number_of(letters).has_value();
}

bool is_ghost(std::string_view name) {
  constexpr std::array kPrefixes = std::to_array<std::string_view>({"ghost", "gh", "bq", "dummy", "du"});
  constexpr std::array kSuffixes = std::to_array<std::string_view>(
      {"@", ":", "-bq", "_bq", "-gh", "_gh", "-ghost", "_ghost", "(bq)", "(gh)", "(ghost)"});
  const std::string lower = lower_case_ascii(name);
  if (lower.starts_with('@') || lower == "0") return true;
  if (lower.starts_with('x') && leading_letters(lower).size() == 1) return true;
  if (std::ranges::any_of(kSuffixes, [&](std::string_view suffix) { return lower.ends_with(suffix); }))
    return true;
  return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
    return lower.starts_with(prefix) && ends_ghost_word(std::string_view(lower).substr(prefix.size()));
  });
}

/// Upper case hides whether "CA1" is calcium or an alpha carbon.
bool can_mean_two_elements(std::string_view symbol) {
  return symbol.size() == 2 && std::isupper(static_cast<unsigned char>(symbol[1])) != 0 &&
         nucleus_of(symbol.substr(0, 1)).has_value();
}

std::string in_title_case(std::string_view symbol) {
  std::string title = lower_case_ascii(symbol);
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return title;
}

bool begins_label_number(std::string_view rest) {
  if (rest.empty()) return false;
  return std::isdigit(static_cast<unsigned char>(rest[0])) != 0 ||
         ((rest[0] == '_' || rest[0] == '-') && rest.size() > 1);
}

}  // namespace

std::string unknown_element_message(std::string_view symbol) {
  return fmt::format("unknown element {}; the nearest is \"{}\"", quoted_text(symbol, 24),
                     nearest_element_symbol(symbol));
}

Result<AtomLabel> read_atom_label(std::string_view name) {
  if (const auto nucleus = nucleus_of(name)) return *nucleus;
  if (is_ghost(name))
    return fail(ErrorKind::kUnsupported,
                "{} names a ghost or dummy atom; ghost atoms are not supported, leave it out to compute the "
                "molecule without its functions",
                quoted_text(name, 24));
  const std::string_view symbol = leading_letters(name);
  const std::string_view rest = name.substr(symbol.size());
  const auto nucleus = nucleus_of(symbol);
  if (!nucleus || !begins_label_number(rest))
    return fail(ErrorKind::kInvalidInput, "{}", unknown_element_message(name));
  if (rest.find('+') != rest.npos || rest.ends_with('-'))
    return fail(ErrorKind::kInvalidInput,
                "{} gives one atom a charge; write {} and give the charge of the whole molecule",
                quoted_text(name, 24), in_title_case(symbol));
  if (can_mean_two_elements(symbol))
    return fail(ErrorKind::kInvalidInput, "{} can mean {} or {}; write {}{} or {}{}", quoted_text(name, 24),
                in_title_case(symbol), symbol[0], in_title_case(symbol), visible_text(rest, 20), symbol[0],
                visible_text(rest, 20));
  return *nucleus;
}

}  // namespace eigenlake
