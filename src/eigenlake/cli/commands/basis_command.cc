// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/elements.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/cli/settings/basis_options.h"

namespace eigenlake {
namespace {

/// "H-Ca, Ga-Kr"
std::string ranges_of(const std::vector<int>& elements) {
  std::vector<std::string> ranges;
  for (size_t first = 0; first < elements.size();) {
    size_t last = first;
    while (last + 1 < elements.size() && elements[last + 1] == elements[last] + 1) ++last;
    std::string text(element_symbol(elements[first]));
    if (last > first) text += (last == first + 1 ? ", " : "-") + std::string(element_symbol(elements[last]));
    ranges.push_back(std::move(text));
    first = last + 1;
  }
  return fmt::format("{}", fmt::join(ranges, ", "));
}

/// Errors: kUsage for what is no symbol.
Result<std::vector<int>> asked_elements(const Invocation& invocation) {
  std::vector<int> elements;
  const std::string text = invocation[option::kElements];
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string symbol = text.substr(begin, end - begin);
    const auto number = atomic_number_of(symbol);
    if (!number)
      return invocation.configuration.refuse(option::kElements, "must be symbols such as H,O, got '{}'",
                                             symbol);
    elements.push_back(*number);
    begin = end + 1;
  }
  return elements;
}

bool has_all(const ListedBasisSet& set, const std::vector<int>& elements) {
  return std::ranges::all_of(elements,
                             [&](int element) { return std::ranges::binary_search(set.elements, element); });
}

Json to_json(const ListedBasisSet& set) {
  std::vector<std::string_view> symbols;
  for (const int element : set.elements) symbols.push_back(element_symbol(element));
  return {{"basis", set.name}, {"elements", symbols}, {"description", set.description}};
}

Result<ExitCode> run_basis(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(invocation.check_action({"list"}));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<int> elements, asked_elements(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<ListedBasisSet> sets, list_basis_sets());
  RowTable rows(invocation, {{"basis"}, {"elements"}, {"description"}});
  for (const ListedBasisSet& set : sets)
    if (has_all(set, elements)) rows.add(to_json(set), {set.name, ranges_of(set.elements), set.description});
  rows.print();
  return ExitCode::kOk;
}

}  // namespace

Command basis_command() {
  return {.name = "basis",
          .purpose = Purpose::kSimulate,
          .summary = "List the basis sets that --basis takes",
          .description =
              "list prints every orbital basis of the Basis Set Exchange, as records spell it, with its "
              "elements. Elements that need an effective core potential are left out. --basis and molecule "
              "files take any letter case, and the usual spellings without hyphens.",
          .example = "eigenlake basis list\neigenlake basis list --elements H,C,O",
          .operands = {"list", 1, 1},
          .options = {&option::kElements},
          .only_reads = true,
          .opens_lake = false,
          .run = run_basis};
}

}  // namespace eigenlake
