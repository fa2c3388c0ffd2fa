// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "eigenlake/chem/basis_names.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

using nlohmann::json;

/// What other formats call the positions and the elements.
constexpr std::array kNamesOfCoords = std::to_array<std::string_view>(
    {"coordinates", "coordinate", "positions", "position", "geometry", "geom", "xyz", "pos"});
constexpr std::array kNamesOfSymbols = std::to_array<std::string_view>(
    {"atoms", "atom", "elements", "element", "species", "atomic_numbers", "numbers"});

bool is_one_of(std::string_view key, std::span<const std::string_view> names) {
  return std::ranges::find(names, std::string_view(lower_case_ascii(key))) != names.end();
}

/// "; write … as \"coords\"" for the first field that another format would have in its place, else "".
std::string hint_at(const json& object, std::span<const std::string_view> names, std::string_view field) {
  for (const auto& item : object.items())
    if (is_one_of(item.key(), names))
      return fmt::format("; {} is not read, write it as \"{}\"", quoted_text(item.key()), field);
  return "";
}

/// A list under another name beside the one that is read may be another geometry.
Result<> refuse_second(const json& object, std::span<const std::string_view> names, std::string_view field) {
  for (const auto& item : object.items())
    if (item.value().is_array() && is_one_of(item.key(), names))
      return fail(ErrorKind::kInvalidInput,
                  "\"{}\" and {} are both lists; leave out the one that does not count", field,
                  quoted_text(item.key()));
  return {};
}

Result<std::array<double, 3>> read_triple(const json& value, size_t atom) {
  if (!value.is_array() || value.size() != 3)
    return fail(ErrorKind::kInvalidInput, "atom {}: coordinates must be [x, y, z], got {}", atom,
                json_excerpt(value));
  std::array<double, 3> triple;
  for (size_t k = 0; k < 3; ++k) {
    if (!value[k].is_number())
      return fail(ErrorKind::kInvalidInput, "atom {}: coordinate {} must be a number, got {}", atom, "xyz"[k],
                  json_excerpt(value[k]));
    triple[k] = value[k].get<double>();
  }
  return triple;
}

Result<std::vector<std::array<double, 3>>> read_coords(const json& object, const MoleculeFields& fields) {
  EIGENLAKE_ASSIGN_OR_RETURN(const json* found, fields.find(MoleculeKey::kCoords));
  if (found == nullptr)
    return fail(ErrorKind::kInvalidInput, "no field \"coords\", a list of [x, y, z]{}",
                hint_at(object, kNamesOfCoords, "coords"));
  if (!found->is_array()) return unexpected_json("coords", "a list of [x, y, z]", *found);
  EIGENLAKE_RETURN_IF_ERROR(refuse_second(object, kNamesOfCoords, "coords"));
  std::vector<std::array<double, 3>> coords;
  for (const json& value : *found) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto triple, read_triple(value, coords.size()));
    coords.push_back(triple);
  }
  return coords;
}

Result<int> integer_in(std::string_view field, const json& value) {
  const double number = value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
  if (!(std::abs(number) <= 1e6) || number != std::floor(number))
    return unexpected_json(field, "an integer", value);
  return static_cast<int>(number);
}

Result<> state_field(MoleculeKey key, std::string_view field, const json& value, StatedProperties& stated) {
  const std::string words = fmt::format("\"{}\": {}", visible_text(field), json_excerpt(value));
  if (key == MoleculeKey::kUnits || key == MoleculeKey::kBasis) {
    if (!value.is_string()) return unexpected_json(field, "a string", value);
    const auto text = value.get<std::string>();
    return key == MoleculeKey::kUnits ? stated.units.state(canonical_units(text), words)
                                      : stated.basis.state(canonical_basis_name(text), words);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const int number, integer_in(field, value));
  return stated.state_number(key, number, words);
}

bool is_stated(MoleculeKey key) {
  return key == MoleculeKey::kCharge || key == MoleculeKey::kMultiplicity || key == MoleculeKey::kSpin ||
         key == MoleculeKey::kUnits || key == MoleculeKey::kBasis;
}

/// false, or a list of three times false; 0 counts as false.
bool is_all_false(const json& value) {
  if (!value.is_array()) return value == false || value == 0;
  return std::ranges::all_of(value, [](const json& entry) { return entry == false || entry == 0; });
}

bool is_periodic(const json& object) {
  if (const auto pbc = object.find("pbc"); pbc != object.end() && !pbc->is_null()) return !is_all_false(*pbc);
  return std::ranges::any_of(std::array{"lattice", "Lattice", "cell"}, [&](const char* field) {
    const auto found = object.find(field);
    return found != object.end() && found->is_array() && !found->empty();
  });
}

}  // namespace

std::string json_excerpt(const json& value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 60) text.replace(57, text.npos, "...");
  return visible_text(text, text.size());
}

std::unexpected<Error> unexpected_json(std::string_view field, std::string_view expected, const json& found) {
  return fail(ErrorKind::kInvalidInput, "field \"{}\" must be {}, got {}", field, expected,
              json_excerpt(found));
}

Result<MoleculeFields> MoleculeFields::of(const json& object) {
  MoleculeFields fields;
  for (const auto& item : object.items()) {
    if (const auto key = molecule_key_of(item.key(), object_keys())) {
      if (!item.value().is_null()) fields.fields_.push_back({*key, item.key(), &item.value()});
    } else if (const auto meant = misspelt_key(item.key(), object_keys())) {
      return fail(ErrorKind::kInvalidInput, "unknown field {}; did you mean \"{}\"?", quoted_text(item.key()),
                  *meant);
    }
  }
  return fields;
}

Result<const json*> MoleculeFields::find(MoleculeKey key) const {
  const Field* found = nullptr;
  for (const Field& field : fields_) {
    if (field.key != key) continue;
    if (found != nullptr && *found->value != *field.value)
      return fail(ErrorKind::kInvalidInput, "\"{}\" and \"{}\" contradict each other; leave one of them out",
                  found->spelling, field.spelling);
    found = &field;
  }
  return found == nullptr ? nullptr : found->value;
}

Result<StatedProperties> MoleculeFields::stated() const {
  StatedProperties stated;
  for (const Field& field : fields_)
    if (is_stated(field.key))
      EIGENLAKE_RETURN_IF_ERROR(state_field(field.key, field.spelling, *field.value, stated));
  return stated;
}

Result<> MoleculeFields::read_name_and_masses(Molecule& molecule) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const json* name, find(MoleculeKey::kName));
  if (name != nullptr && !name->is_string()) return unexpected_json("name", "a string", *name);
  if (name != nullptr) molecule.name = name->get<std::string>();
  EIGENLAKE_ASSIGN_OR_RETURN(const json* masses, find(MoleculeKey::kMasses));
  if (masses == nullptr) return {};
  if (!masses->is_array()) return unexpected_json("masses", "a list of numbers", *masses);
  molecule.masses.emplace();
  for (const json& mass : *masses) {
    if (!mass.is_number()) return unexpected_json("masses", "a list of numbers", mass);
    molecule.masses->push_back(mass.get<double>());
  }
  return {};
}

Result<std::vector<std::string>> MoleculeFields::symbols() const {
  EIGENLAKE_ASSIGN_OR_RETURN(const json* found, find(MoleculeKey::kSymbols));
  if (found == nullptr)
    return fail(ErrorKind::kInvalidInput, "no field \"symbols\", a list of element symbols");
  if (!found->is_array()) return unexpected_json("symbols", "a list of element symbols", *found);
  std::vector<std::string> symbols;
  for (const json& symbol : *found) {
    if (!symbol.is_string())
      return fail(ErrorKind::kInvalidInput, "atom {}: the element symbol must be a string, got {}",
                  symbols.size(), json_excerpt(symbol));
    symbols.push_back(symbol.get<std::string>());
  }
  return symbols;
}

Result<MoleculeDraft> read_molecule_object(const json& object) {
  if (is_qcschema(object)) return read_qcschema(object);
  EIGENLAKE_ASSIGN_OR_RETURN(const MoleculeFields fields, MoleculeFields::of(object));
  MoleculeDraft draft;
  EIGENLAKE_RETURN_IF_ERROR(fields.read_name_and_masses(draft.molecule));
  auto symbols = fields.symbols();
  if (!symbols) {
    if (!object.contains("symbols")) symbols.error().message += hint_at(object, kNamesOfSymbols, "symbols");
    return std::unexpected(std::move(symbols).error());
  }
  draft.molecule.symbols = *std::move(symbols);
  EIGENLAKE_ASSIGN_OR_RETURN(draft.molecule.coords, read_coords(object, fields));
  EIGENLAKE_RETURN_IF_ERROR(check_atomic_numbers(object, draft.molecule));
  EIGENLAKE_ASSIGN_OR_RETURN(draft.stated, fields.stated());
  if (is_periodic(object)) draft.molecule.warnings.emplace_back(kPeriodicCellWarning);
  return draft;
}

}  // namespace eigenlake
