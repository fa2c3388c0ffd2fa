#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/chem/molecule_entry.h"
#include "eigenlake/chem/molecule_reader.h"

namespace eigenlake {
namespace {

using nlohmann::json;

constexpr std::array kFields = std::to_array<std::string_view>(
    {"symbols", "coords", "multiplicity", "charge", "units", "name", "masses"});

/// "line 3, column 7" of the byte at `offset`, both from 1.
std::string position_in(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("line {}, column {}", line, before.size() - line_start + 1);
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
Result<json> parse_json(std::string_view text, std::string_view source) {
  try {
    return json::parse(text.begin(), text.end());
  } catch (const json::parse_error& error) {
    const size_t offset = error.byte > 0 ? error.byte - 1 : 0;
    return fail(ErrorKind::kInvalidInput, "{}: expected JSON, found a mistake at {}: {}", source,
                position_in(text, offset), reason_of(error.what()));
  } catch (const json::exception& error) {
    return fail(ErrorKind::kInvalidInput, "{}: expected JSON, found a mistake: {}", source,
                reason_of(error.what()));
  }
}

/// A short picture of a value for messages.
std::string excerpt(const json& value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

std::unexpected<Error> unexpected_value(std::string_view field, std::string_view expected,
                                        const json& found) {
  return fail(ErrorKind::kInvalidInput, "field \"{}\": expected {}, found {}", field, expected,
              excerpt(found));
}

Result<int> read_integer(const json& object, const char* field, int absent) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return absent;
  const double value = found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
  if (!(std::abs(value) <= 1e6) || value != std::floor(value))
    return unexpected_value(field, "an integer", *found);
  return static_cast<int>(value);
}

Result<std::string> read_string(const json& object, const char* field, std::string_view absent) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return std::string(absent);
  if (!found->is_string()) return unexpected_value(field, "a string", *found);
  return found->get<std::string>();
}

Result<std::vector<std::string>> read_symbols(const json& object) {
  const auto found = object.find("symbols");
  if (found == object.end())
    return fail(ErrorKind::kInvalidInput,
                "expected the field \"symbols\", a list of element symbols, found none");
  if (!found->is_array()) return unexpected_value("symbols", "a list of element symbols", *found);
  std::vector<std::string> symbols;
  for (const json& symbol : *found) {
    if (!symbol.is_string())
      return fail(ErrorKind::kInvalidInput, "atom {}: expected an element symbol, found {}", symbols.size(),
                  excerpt(symbol));
    symbols.push_back(symbol.get<std::string>());
  }
  return symbols;
}

Result<std::array<double, 3>> read_triple(const json& value, size_t atom) {
  if (!value.is_array() || value.size() != 3)
    return fail(ErrorKind::kInvalidInput, "atom {}: expected three coordinates [x, y, z], found {}", atom,
                excerpt(value));
  std::array<double, 3> triple;
  for (size_t k = 0; k < 3; ++k) {
    if (!value[k].is_number())
      return fail(ErrorKind::kInvalidInput, "atom {}: expected a number for coordinate {}, found {}", atom,
                  "xyz"[k], excerpt(value[k]));
    triple[k] = value[k].get<double>();
  }
  return triple;
}

Result<std::vector<std::array<double, 3>>> read_coords(const json& object) {
  const auto found = object.find("coords");
  if (found == object.end())
    return fail(ErrorKind::kInvalidInput, "expected the field \"coords\", a list of [x, y, z], found none");
  if (!found->is_array()) return unexpected_value("coords", "a list of [x, y, z]", *found);
  std::vector<std::array<double, 3>> coords;
  for (const json& value : *found) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto triple, read_triple(value, coords.size()));
    coords.push_back(triple);
  }
  return coords;
}

Result<std::optional<std::vector<double>>> read_masses(const json& object) {
  const auto found = object.find("masses");
  if (found == object.end() || found->is_null()) return std::nullopt;
  if (!found->is_array()) return unexpected_value("masses", "a list of numbers", *found);
  std::vector<double> masses;
  for (const json& mass : *found) {
    if (!mass.is_number()) return unexpected_value("masses", "a list of numbers", mass);
    masses.push_back(mass.get<double>());
  }
  return masses;
}

/// A field that is nearly a known one is a typing mistake that would silently change the molecule.
Result<> check_field_names(const json& object) {
  for (const auto& item : object.items()) {
    const std::string_view nearest = nearest_name(item.key(), kFields);
    const size_t distance = edit_distance(item.key(), nearest);
    if (item.key() != nearest && distance <= 2)
      return fail(ErrorKind::kInvalidInput, "expected the field \"{}\", found \"{}\"", nearest, item.key());
  }
  return {};
}

Result<Molecule> read_fields(const json& object) {
  EIGENLAKE_RETURN_IF_ERROR(check_field_names(object));
  Molecule molecule;
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.name, read_string(object, "name", ""));
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.symbols, read_symbols(object));
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.coords, read_coords(object));
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.units, read_string(object, "units", "angstrom"));
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.charge, read_integer(object, "charge", 0));
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.multiplicity, read_integer(object, "multiplicity", 1));
  EIGENLAKE_ASSIGN_OR_RETURN(molecule.masses, read_masses(object));
  return molecule;
}

Result<Molecule> read_molecule(const json& entry, std::string_view source, size_t index) {
  if (!entry.is_object())
    return fail(ErrorKind::kInvalidInput, "{}: expected an object with symbols and coords, found {}",
                place_of_molecule(source, index, ""), excerpt(entry));
  auto molecule = read_fields(entry);
  if (molecule) return finish_molecule(*std::move(molecule), source, index);
  const auto name = read_string(entry, "name", "");
  return at_place(std::move(molecule).error(), place_of_molecule(source, index, name.value_or("")));
}

}  // namespace

Result<MoleculeList> parse_molecules_json(std::string_view text, std::string_view source) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(ErrorKind::kInvalidInput, "{}: expected JSON with molecules, found an empty file", source);
  EIGENLAKE_ASSIGN_OR_RETURN(const json document, parse_json(text, source));
  MoleculeList molecules;
  if (document.is_object()) {
    molecules.push_back(read_molecule(document, source, 0));
  } else if (document.is_array() && !document.empty()) {
    for (const json& entry : document) molecules.push_back(read_molecule(entry, source, molecules.size()));
  } else {
    return fail(ErrorKind::kInvalidInput, "{}: expected a molecule or a list of at least one, found {}",
                source, excerpt(document));
  }
  return molecules;
}

}  // namespace eigenlake
