// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/table_lookup.h"

#include <algorithm>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/query/runs_view.h"
#include "eigenlake/session/visible_lake.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

Result<std::vector<std::string>> all_table_names(const Lake& lake) {
  std::vector<std::string> names = our_tables();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, lake.catalog().list_all(table_identifier("").name_space));
  for (const auto* identifiers : {&found.tables, &found.others})
    for (const auto& identifier : *identifiers)
      if (find_table(identifier.name) == nullptr) names.push_back(identifier.name);
  return names;
}

Result<std::string> known_table(std::string_view name, const Result<Lake>& lake) {
  constexpr std::string_view kPrefix = "quantum_features.";
  const std::string_view bare = name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
  if (find_table(bare) != nullptr) return std::string(bare);
  std::vector<std::string> names = our_tables();
  if (lake) {
    EIGENLAKE_ASSIGN_OR_RETURN(names, all_table_names(*lake));
  }
  if (std::ranges::find(names, bare) != names.end()) return std::string(bare);
  if (bare == kRunsView)
    return fail(ErrorKind::kUsage,
                "'{0}' is a view, not a table; eigenlake sql \"describe {0}\" has its columns", kRunsView);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return fail(ErrorKind::kUsage, "unknown table '{}'{}", name, did_you_mean(bare, candidates));
}

Result<std::vector<std::string>> known_tables(std::string_view list, const Result<Lake>& lake) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    EIGENLAKE_ASSIGN_OR_RETURN(std::string name, known_table(list.substr(0, comma), lake));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

}  // namespace eigenlake
