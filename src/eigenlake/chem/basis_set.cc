// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/basis_set.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/basis_library.h"
#include "eigenlake/chem/basis_names.h"
#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

namespace dom = simdjson::dom;

// The integral library has recursion tables up to l = 15; from l = 8 on its results lose digits.
constexpr int kMaxAngularMomentum = 7;

std::string joined(const std::vector<std::string_view>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::unexpected<Error> unknown_basis(std::string_view name, const dom::object& catalogue) {
  std::vector<std::string_view> known;
  for (const auto field : catalogue) {
    std::string_view published;
    if (!field.value["display_name"].get(published)) known.push_back(published);
  }
  std::ranges::stable_sort(known, {},
                           [&](std::string_view candidate) { return edit_distance(name, candidate); });
  known.resize(std::min<size_t>(known.size(), 3));
  return fail(ErrorKind::kNotFound,
              "unknown basis set '{}'; the nearest are {}; 'eigenlake basis list' lists all", name,
              joined(known));
}

/// The table file of a set that is not pinned, by the catalogue of all sets: its latest revision.
Result<std::string> find_table_file(BasisLibrary& library, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object catalogue, library.open("METADATA.json"));
  std::string key;
  for (const char c : published_basis_name(name))
    key += c == '*' ? std::string("_st_") : c == '/' ? std::string("_sl_") : std::string(1, c);
  dom::object entry;
  if (catalogue.at_key(key).get(entry)) return unknown_basis(name, catalogue);
  std::string_view role, latest, file;
  if (entry["role"].get(role) || entry["latest_version"].get(latest) ||
      entry["versions"][latest]["file_relpath"].get(file))
    return library.corrupt("METADATA.json", fmt::format("role and latest version of \"{}\"", key));
  if (role != "orbital")
    return fail(ErrorKind::kInvalidInput, "basis set '{}' is not for orbitals but for {}", name, role);
  return std::string(file);
}

/// Some data have blanks around a number.
Result<double> read_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto value = parse_number<double>(text);
  if (!value) return fail(ErrorKind::kCorrupt, "invalid number \"{}\"", text);
  return *value;
}

Result<std::vector<double>> parse_numbers(const dom::array& texts) {
  std::vector<double> numbers;
  for (const auto text : texts) {
    std::string_view view;
    if (text.get(view)) return fail(ErrorKind::kCorrupt, "numbers must be strings");
    EIGENLAKE_ASSIGN_OR_RETURN(const double number, read_number(view));
    numbers.push_back(number);
  }
  return numbers;
}

Eigen::MatrixXd columns_matrix(std::span<const std::vector<double>> columns) {
  Eigen::MatrixXd matrix(columns[0].size(), columns.size());
  for (size_t c = 0; c < columns.size(); ++c)
    matrix.col(static_cast<Eigen::Index>(c)) =
        Eigen::Map<const Eigen::VectorXd>(columns[c].data(), static_cast<Eigen::Index>(columns[c].size()));
  return matrix;
}

/// Leaves a primitive that is also a function of its own out of the other contractions: the same span with
/// less overlap and fewer integrals. Source: Hashimoto, Hirao & Tatewaki, Chem. Phys. Lett. 243, 190 (1995).
void segment_contractions(Eigen::MatrixXd& coefficients) {
  for (Eigen::Index c = 0; c < coefficients.cols(); ++c) {
    if ((coefficients.col(c).array() != 0.0).count() != 1) continue;
    Eigen::Index primitive = 0;
    coefficients.col(c).cwiseAbs().maxCoeff(&primitive);
    for (Eigen::Index other = 0; other < coefficients.cols(); ++other)
      if (other != c && (coefficients.col(other).array() != 0.0).count() > 1)
        coefficients(primitive, other) = 0.0;
  }
}

/// One entry of electron_shells: several contractions of one angular momentum, or one of each (an SP shell).
Result<std::vector<Shell>> parse_shells(const dom::element& entry) {
  dom::array momenta, exponents, coefficients;
  if (entry["angular_momentum"].get(momenta) || entry["exponents"].get(exponents) ||
      entry["coefficients"].get(coefficients))
    return fail(ErrorKind::kCorrupt, "each shell must have angular_momentum, exponents and coefficients");
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<double> exponent_values, parse_numbers(exponents));
  std::vector<std::vector<double>> columns;
  for (const auto column : coefficients) {
    dom::array texts;
    if (column.get(texts)) return fail(ErrorKind::kCorrupt, "coefficients must be a list of lists");
    EIGENLAKE_ASSIGN_OR_RETURN(std::vector<double> values, parse_numbers(texts));
    if (values.size() != exponent_values.size())
      return fail(ErrorKind::kCorrupt, "expected {} coefficients, found {}", exponent_values.size(),
                  values.size());
    columns.push_back(std::move(values));
  }
  if (columns.empty() || exponent_values.empty() || (momenta.size() > 1 && momenta.size() != columns.size()))
    return fail(ErrorKind::kCorrupt, "a shell must have coefficients for each angular momentum");

  std::vector<Shell> shells;
  size_t next = 0;
  for (const auto momentum : momenta) {
    int64_t l = 0;
    if (momentum.get(l) || l < 0)
      return fail(ErrorKind::kCorrupt, "an angular momentum must be an integer of at least 0");
    if (l > kMaxAngularMomentum)
      return fail(ErrorKind::kUnsupported, "an angular momentum must be at most {}, got {}",
                  kMaxAngularMomentum, l);
    const std::span<const std::vector<double>> all(columns);
    const auto own = momenta.size() > 1 ? all.subspan(next++, 1) : all;
    Eigen::MatrixXd matrix = columns_matrix(own);
    segment_contractions(matrix);
    shells.push_back({static_cast<int>(l), exponent_values, std::move(matrix)});
  }
  return shells;
}

Result<> append_component(BasisLibrary& library, const std::string& file, int atomic_number,
                          std::vector<Shell>& shells) {
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object root, library.open(file));
  dom::object element;
  if (root["elements"][std::to_string(atomic_number)].get(element))
    return library.corrupt(file, fmt::format("element {}", atomic_number));
  if (!element["ecp_potentials"].error())
    return fail(ErrorKind::kInvalidInput, "{} needs an effective core potential, which is not supported",
                element_symbol(atomic_number));
  dom::array entries;
  if (element["electron_shells"].get(entries)) return {};
  for (const dom::element entry : entries) {
    auto parsed = parse_shells(entry);
    if (!parsed) return fail_with_context(std::move(parsed).error(), fmt::format("while reading {}", file));
    std::ranges::move(*parsed, std::back_inserter(shells));
  }
  return {};
}

Result<std::vector<Shell>> load_element(BasisLibrary& library, const dom::object& table,
                                        const std::string& table_file, int atomic_number) {
  const std::string key = std::to_string(atomic_number);
  dom::object by_element;
  if (table["elements"].get(by_element)) return library.corrupt(table_file, "elements");
  std::string_view element_file;
  if (by_element.at_key(key).get(element_file))
    return fail(ErrorKind::kInvalidInput, "no {} among the {} elements of the basis set",
                element_symbol(atomic_number), by_element.size());
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object element, library.open(std::string(element_file)));
  dom::array components;
  if (element["elements"][key]["components"].get(components))
    return library.corrupt(std::string(element_file), "components of element " + key);
  std::vector<Shell> shells;
  for (const auto component : components) {
    std::string_view file;
    if (component.get(file)) return library.corrupt(std::string(element_file), "file names of components");
    EIGENLAKE_RETURN_IF_ERROR(append_component(library, std::string(file), atomic_number, shells));
  }
  if (shells.empty()) return library.corrupt(std::string(element_file), "shells for element " + key);
  return shells;
}

}  // namespace

Result<BasisSet> load_basis_set(std::string_view name, std::span<const int> atomic_numbers) {
  BasisSet basis;
  basis.name = canonical_basis_name(name);
  BasisLibrary library;
  std::string table_file;
  if (const auto pinned = pinned_basis(basis.name)) {
    table_file = pinned->table_file;
  } else {
    EIGENLAKE_ASSIGN_OR_RETURN(table_file, find_table_file(library, basis.name));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const dom::object table, library.open(table_file));
  for (const int atomic_number : std::set<int>(atomic_numbers.begin(), atomic_numbers.end())) {
    auto shells = load_element(library, table, table_file, atomic_number);
    if (!shells)
      return fail_with_context(std::move(shells).error(), fmt::format("in basis set {}", basis.name));
    basis.shells.emplace(atomic_number, *std::move(shells));
  }
  return basis;
}

}  // namespace eigenlake
