// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/basis_library.h"
#include "eigenlake/chem/basis_names.h"
#include "eigenlake/chem/basis_set.h"

namespace eigenlake {
namespace {

namespace dom = simdjson::dom;

/// What the catalogue says of a set.
struct CatalogueEntry {
  std::string_view description = {};
  std::string_view file = {};  ///< Of the revision that is read.
  dom::array elements = {};
  bool has_core_potentials = false;
};

bool has_core_potentials(const dom::object& entry) {
  dom::array types;
  if (entry["function_types"].get(types)) return false;
  return std::ranges::any_of(types, [](const dom::element& type) {
    std::string_view name;
    return !type.get(name) && name.contains("ecp");
  });
}

/// The revision that is pinned, or the latest.
Result<CatalogueEntry> read_entry(const BasisLibrary& library, const dom::object& entry,
                                  const std::string& name) {
  std::string_view version;
  dom::object versions;
  CatalogueEntry read{.has_core_potentials = has_core_potentials(entry)};
  if (entry["description"].get(read.description) || entry["latest_version"].get(version) ||
      entry["versions"].get(versions))
    return library.corrupt("METADATA.json", "description, latest version and versions of " + name);
  const auto pinned = pinned_basis(name);
  for (const auto field : versions) {
    if (field.value["file_relpath"].get(read.file) || field.value["elements"].get(read.elements))
      return library.corrupt("METADATA.json", "file and elements of " + name);
    if (pinned ? read.file == pinned->table_file : field.key == version) return read;
  }
  return library.corrupt("METADATA.json", "version of " + name);
}

/// Whether the functions of an element come with an effective core potential.
Result<bool> needs_core_potential(BasisLibrary& library, std::string_view table_file,
                                  const std::string& element) {
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object table, library.open(std::string(table_file)));
  std::string_view file;
  if (table["elements"][element].get(file))
    return library.corrupt(std::string(table_file), "element " + element);
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object parts, library.open(std::string(file)));
  dom::array components;
  if (parts["elements"][element]["components"].get(components))
    return library.corrupt(std::string(file), "components of element " + element);
  for (const auto component : components) {
    std::string_view path;
    if (component.get(path)) return library.corrupt(std::string(file), "file names of components");
    EIGENLAKE_ASSIGN_OR_RETURN(const dom::object functions, library.open(std::string(path)));
    if (!functions["elements"][element]["ecp_potentials"].error()) return true;
  }
  return false;
}

Result<std::vector<int>> elements_of(BasisLibrary& library, const CatalogueEntry& entry) {
  std::vector<int> elements;
  for (const auto element : entry.elements) {
    std::string_view text;
    if (element.get(text)) return library.corrupt("METADATA.json", "atomic numbers");
    const auto number = parse_number<int>(text);
    if (!number) return library.corrupt("METADATA.json", "atomic numbers");
    if (entry.has_core_potentials) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool needed,
                                 needs_core_potential(library, entry.file, std::string(text)));
      if (needed) continue;
    }
    elements.push_back(*number);
  }
  std::ranges::sort(elements);
  return elements;
}

}  // namespace

Result<std::vector<ListedBasisSet>> list_basis_sets() {
  BasisLibrary library;
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object catalogue, library.open("METADATA.json"));
  std::map<std::string, ListedBasisSet> sets;
  for (const auto field : catalogue) {
    std::string_view role, published;
    dom::object object;
    if (field.value.get(object) || object["role"].get(role) || object["display_name"].get(published))
      return library.corrupt("METADATA.json", "role and name of " + std::string(field.key));
    const std::string name = canonical_basis_name(published);
    if (role != "orbital" || sets.contains(name)) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const CatalogueEntry entry, read_entry(library, object, name));
    EIGENLAKE_ASSIGN_OR_RETURN(std::vector<int> elements, elements_of(library, entry));
    if (!elements.empty()) sets[name] = {name, std::string(entry.description), std::move(elements)};
  }
  std::vector<ListedBasisSet> list;
  for (auto& [name, set] : sets) list.push_back(std::move(set));
  return list;
}

}  // namespace eigenlake
