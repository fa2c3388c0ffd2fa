// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "eigenlake/chem/basis_names.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/chem/molecule_json.h"
#include "eigenlake/chem/molecule_text.h"

namespace eigenlake {
namespace {

using nlohmann::json;

/// The list under `field`, one entry an atom; none where it is absent or null.
Result<const json*> list_of_atoms(const json& object, const char* field, size_t num_atoms) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return nullptr;
  if (!found->is_array() || found->size() != num_atoms)
    return unexpected_json(field, fmt::format("a list with one entry for each of the {} symbols", num_atoms),
                           *found);
  return &*found;
}

Result<> refuse_ghosts(const json& object, size_t num_atoms) {
  EIGENLAKE_ASSIGN_OR_RETURN(const json* real, list_of_atoms(object, "real", num_atoms));
  if (real == nullptr) return {};
  for (size_t atom = 0; atom < num_atoms; ++atom) {
    if (!(*real)[atom].is_boolean())
      return unexpected_json("real", "a list of true and false", (*real)[atom]);
    if (!(*real)[atom].get<bool>())
      return fail(ErrorKind::kUnsupported, "atom {} is a ghost by \"real\"; ghost atoms are not supported",
                  atom);
  }
  return {};
}

/// Hydrogens of mass number 2 and 3 as D and T; mass numbers of other elements change nothing here.
Result<> read_mass_numbers(const json& object, Molecule& molecule) {
  EIGENLAKE_ASSIGN_OR_RETURN(const json* numbers,
                             list_of_atoms(object, "mass_numbers", molecule.num_atoms()));
  if (numbers == nullptr) return {};
  for (size_t atom = 0; atom < molecule.num_atoms(); ++atom) {
    const json& number = (*numbers)[atom];
    if (!number.is_number()) return unexpected_json("mass_numbers", "a list of integers", number);
    if (atomic_number_of(molecule.symbols[atom]) != 1) continue;
    if (number == 2) molecule.symbols[atom] = "D";
    if (number == 3) molecule.symbols[atom] = "T";
  }
  return {};
}

/// x, y and z of all atoms in one list, or a list for each atom.
Result<std::vector<std::array<double, 3>>> read_geometry(const json& geometry) {
  std::vector<double> numbers;
  const auto append = [&](const json& value) {
    if (value.is_number()) numbers.push_back(value.get<double>());
    return value.is_number();
  };
  for (const json& value : geometry) {
    const bool is_triple = value.is_array() && value.size() == 3;
    if (is_triple ? !(append(value[0]) && append(value[1]) && append(value[2])) : !append(value))
      return unexpected_json("geometry", "a list of numbers", value);
  }
  if (numbers.size() % 3 != 0)
    return fail(ErrorKind::kInvalidInput,
                "field \"geometry\" must have three numbers for each atom, got {} numbers", numbers.size());
  std::vector<std::array<double, 3>> coords;
  for (size_t i = 0; i < numbers.size(); i += 3)
    coords.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
  return coords;
}

std::string schema_name_of(const json& object) {
  const auto name = object.find("schema_name");
  return name != object.end() && name->is_string() ? name->get<std::string>() : std::string();
}

Result<MoleculeDraft> read_qcschema_molecule(const json& object) {
  EIGENLAKE_ASSIGN_OR_RETURN(const MoleculeFields fields, MoleculeFields::of(object));
  EIGENLAKE_ASSIGN_OR_RETURN(const json* geometry, fields.find(MoleculeKey::kGeometry));
  if (geometry == nullptr || !geometry->is_array())
    return fail(ErrorKind::kInvalidInput, "no field \"geometry\", a list of positions in bohr");
  EIGENLAKE_ASSIGN_OR_RETURN(const json* coords, fields.find(MoleculeKey::kCoords));
  if (coords != nullptr)
    return fail(ErrorKind::kInvalidInput,
                "\"coords\" and \"geometry\" are both lists; leave out the one that does not count");
  MoleculeDraft draft;
  EIGENLAKE_ASSIGN_OR_RETURN(draft.stated, fields.stated());
  EIGENLAKE_RETURN_IF_ERROR(draft.stated.units.state("bohr", "\"geometry\", which is in bohr,"));
  EIGENLAKE_RETURN_IF_ERROR(fields.read_name_and_masses(draft.molecule));
  EIGENLAKE_ASSIGN_OR_RETURN(draft.molecule.symbols, fields.symbols());
  EIGENLAKE_ASSIGN_OR_RETURN(draft.molecule.coords, read_geometry(*geometry));
  EIGENLAKE_RETURN_IF_ERROR(refuse_ghosts(object, draft.molecule.num_atoms()));
  EIGENLAKE_RETURN_IF_ERROR(check_atomic_numbers(object, draft.molecule));
  EIGENLAKE_RETURN_IF_ERROR(read_mass_numbers(object, draft.molecule));
  return draft;
}

Result<> read_model(const json& input, StatedProperties& stated) {
  const auto model = input.find("model");
  if (model == input.end() || !model->is_object()) return {};
  const auto basis = model->find("basis");
  if (basis == model->end() || basis->is_null()) return {};
  if (!basis->is_string())
    return fail(
        ErrorKind::kUnsupported,
        "field \"basis\" of the model: a basis set given by its functions is not supported; give its name");
  const auto name = basis->get<std::string>();
  return stated.basis.state(canonical_basis_name(name),
                            fmt::format("the model's basis {}", quoted_text(name)));
}

}  // namespace

Result<> check_atomic_numbers(const json& object, const Molecule& molecule) {
  EIGENLAKE_ASSIGN_OR_RETURN(const json* numbers,
                             list_of_atoms(object, "atomic_numbers", molecule.num_atoms()));
  if (numbers == nullptr) return {};
  for (size_t atom = 0; atom < molecule.num_atoms(); ++atom) {
    const auto known = atomic_number_of(molecule.symbols[atom]);
    if (known && (*numbers)[atom] != *known)
      return fail(ErrorKind::kInvalidInput,
                  "atom {}: the symbol {} and the atomic number {} contradict each other", atom,
                  quoted_text(molecule.symbols[atom]), json_excerpt((*numbers)[atom]));
  }
  return {};
}

bool is_qcschema(const json& object) {
  const std::string schema = lower_case_ascii(schema_name_of(object));
  if (schema.starts_with("qcschema") || schema.starts_with("qc_schema")) return true;
  // Molecules also come without their document, and so without the name of the schema.
  const auto geometry = object.find("geometry");
  return geometry != object.end() && geometry->is_array() && !geometry->empty() &&
         geometry->front().is_number() && !object.contains("coords");
}

Result<MoleculeDraft> read_qcschema(const json& object) {
  const auto molecule = object.find("molecule");
  if (molecule == object.end()) return read_qcschema_molecule(object);
  if (!molecule->is_object()) return unexpected_json("molecule", "an object", *molecule);
  EIGENLAKE_ASSIGN_OR_RETURN(MoleculeDraft draft, read_qcschema_molecule(*molecule));
  EIGENLAKE_RETURN_IF_ERROR(read_model(object, draft.stated));
  return draft;
}

}  // namespace eigenlake
