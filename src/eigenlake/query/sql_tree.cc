#include "eigenlake/query/sql_tree.h"

#include <algorithm>
#include <array>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/query/sql_functions.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// DuckDB itself ends at 1,000 nested expressions.
constexpr int kTreeDepthMax = 100'000;

/// Schemas of a session's tables.
constexpr std::array<std::string_view, 7> kSchemas = {
    "main", "temp", "memory", "system", "pg_catalog", "information_schema", kDatabase};

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<> check_function(const Json& reference, const SqlRules& rules) {
  const auto function = reference.find("function");
  const std::string name =
      function != reference.end() && function->is_object() ? text_of(*function, "function_name") : "";
  if (is_one_of(name, readable_functions())) return {};
  if (!is_one_of(name, file_functions()))
    return fail(ErrorKind::kUsage,
                "unsupported table function {}; read_csv, read_parquet and read_json read files", name);
  if (rules.local_files) return {};
  return fail(ErrorKind::kUsage, "{} is not allowed: --local-files off allows only tables of the lake", name);
}

/// A name that looks like a file's is one, unless a table has it.
Result<> check_name(const std::vector<std::string>& parts, const SqlRules& rules) {
  std::string name;
  for (const std::string& part : parts) name += (name.empty() ? "" : ".") + part;
  if (name.find_first_of("./\\:*?[") == std::string::npos) return {};
  if (parts.size() > 1 && std::ranges::find(kSchemas, parts.front()) != kSchemas.end()) return {};
  if (rules.is_table && rules.is_table(name)) return {};
  if (rules.local_files && has_readable_ending(name)) return {};
  if (rules.local_files)
    return fail(ErrorKind::kUsage,
                "{} is neither a table nor a file that ends with .csv, .parquet or .json; read_csv, "
                "read_parquet and read_json read files of any name",
                name);
  return fail(ErrorKind::kUsage, "{} is not a table, and --local-files off allows only tables of the lake",
              name);
}

Result<> check_base_table(const Json& reference, const SqlRules& rules) {
  std::vector<std::string> parts;
  for (const char* key : {"catalog_name", "schema_name", "table_name"})
    if (std::string part = text_of(reference, key); !part.empty()) parts.push_back(std::move(part));
  return check_name(parts, rules);
}

Result<> check_reference(const Json& object, const SqlRules& rules) {
  const std::string type = text_of(object, "type");
  if (type == "TABLE_FUNCTION") return check_function(object, rules);
  return type == "BASE_TABLE" ? check_base_table(object, rules) : Result<>();
}

}  // namespace

Result<> check_tree(const SqlTree& tree, const SqlRules& rules) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json root, parse_json(tree.json, kTreeDepthMax));
  std::vector<const Json*> open = {&root};
  while (!open.empty()) {
    const Json& node = *open.back();
    open.pop_back();
    if (node.is_object()) EIGENLAKE_RETURN_IF_ERROR(check_reference(node, rules));
    if (node.is_structured())
      for (const Json& child : node) open.push_back(&child);
  }
  return {};
}

}  // namespace eigenlake
