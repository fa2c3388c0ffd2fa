// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_keys.h"

#include <algorithm>
#include <array>
#include <string>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

/// Those of comment lines first.
constexpr std::array kKeys = std::to_array<KeySpelling>({
    {"properties", MoleculeKey::kProperties},
    {"charge", MoleculeKey::kCharge},
    {"total_charge", MoleculeKey::kCharge},
    {"molecular_charge", MoleculeKey::kCharge},
    {"net_charge", MoleculeKey::kCharge},
    {"multiplicity", MoleculeKey::kMultiplicity},
    {"mult", MoleculeKey::kMultiplicity},
    {"spin_multiplicity", MoleculeKey::kMultiplicity},
    {"molecular_multiplicity", MoleculeKey::kMultiplicity},
    {"spin", MoleculeKey::kSpin},
    {"units", MoleculeKey::kUnits},
    {"unit", MoleculeKey::kUnits},
    {"coordinate_units", MoleculeKey::kUnits},
    {"length_unit", MoleculeKey::kUnits},
    {"length_units", MoleculeKey::kUnits},
    {"name", MoleculeKey::kName},
    {"basis", MoleculeKey::kBasis},
    {"basis_set", MoleculeKey::kBasis},
    {"symbols", MoleculeKey::kSymbols},
    {"coords", MoleculeKey::kCoords},
    {"masses", MoleculeKey::kMasses},
    {"geometry", MoleculeKey::kGeometry},
});
constexpr size_t kNumCommentKeys = 16;    ///< Up to "name".
constexpr size_t kNumOnlyInComments = 1;  ///< "properties"

/// Whether `a` is `b` but for one letter inserted, left out or replaced, or two neighbours exchanged.
bool is_one_slip_from(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() > b.size() + 1) return false;
  const auto [left_a, left_b] = std::ranges::mismatch(a, b);
  const std::string_view rest_a(left_a, a.end());
  const std::string_view rest_b(left_b, b.end());
  if (rest_a.empty()) return false;
  if (a.size() != b.size()) return rest_a.substr(1) == rest_b;
  if (rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

}  // namespace

std::span<const KeySpelling> comment_keys() {
  return std::span(kKeys).first(kNumCommentKeys);
}

std::span<const KeySpelling> object_keys() {
  return std::span(kKeys).subspan(kNumOnlyInComments);
}

std::optional<MoleculeKey> molecule_key_of(std::string_view spelling, std::span<const KeySpelling> keys) {
  const std::string lower = lower_case_ascii(spelling.substr(0, 64));
  const auto found = std::ranges::find(keys, std::string_view(lower), &KeySpelling::spelling);
  if (found == keys.end()) return std::nullopt;
  return found->key;
}

std::optional<std::string_view> misspelt_key(std::string_view spelling, std::span<const KeySpelling> keys) {
  if (molecule_key_of(spelling, keys)) return std::nullopt;
  const std::string lower = lower_case_ascii(spelling.substr(0, 64));
  // No key has letters outside ASCII: a blank that does not break, or one of no width, is hardly seen.
  std::string ascii = lower;
  std::erase_if(ascii, [](unsigned char c) { return c >= 128; });
  for (const KeySpelling& known : keys) {
    if (ascii != lower && ascii == known.spelling) return known.spelling;
    if (known.key != MoleculeKey::kName && is_one_slip_from(lower, known.spelling)) return known.spelling;
  }
  return std::nullopt;
}

Result<> StatedProperties::state_number(MoleculeKey key, int value, std::string words) {
  switch (key) {
    case MoleculeKey::kCharge:
      return charge.state(value, std::move(words));
    case MoleculeKey::kMultiplicity:
      return multiplicity.state(value, std::move(words));
    case MoleculeKey::kSpin:
      return multiplicity.state(value + 1, std::move(words));
    default:
      break;
  }
  EIGENLAKE_ASSERT(false);
  return {};
}

}  // namespace eigenlake
