#include "eigenlake/session/table_list.h"

#include "eigenlake/session/table_lookup.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

Result<TableList> list_tables(const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, all_table_names(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}, names));
  TableList list{.tables = {}, .left_out = visible.unreadable};
  for (const std::string& name : names) {
    const bool is_ours = find_table(name) != nullptr;
    if (!is_ours && visible.tables.find(name) == nullptr) continue;
    const auto counted = statistics_of(visible, name);
    if (!counted && is_ours) return std::unexpected(counted.error());
    if (counted)
      list.tables.push_back({name, *counted});
    else
      list.left_out.emplace(name, counted.error());
  }
  return list;
}

}  // namespace eigenlake
