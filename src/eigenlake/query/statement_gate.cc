// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/statement_gate.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/json/json.h"
#include "eigenlake/query/sql_functions.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_scanner.h"
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
  if (is_one_of(name, kReadableFunctions)) return {};
  if (!is_one_of(name, kFileFunctions))
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

using Kind = AllowedStatement::Kind;
using Token = std::optional<SqlToken>;

constexpr std::string_view kSettingForm =
    "invalid setting; write SET NAME = VALUE, SET VARIABLE NAME = VALUE or RESET NAME";
constexpr std::string_view kTemporaryForm =
    "invalid CREATE; write CREATE TEMP TABLE NAME AS QUERY or CREATE TEMP VIEW NAME AS QUERY";
/// First words of a query.
constexpr std::array<std::string_view, 8> kQueryWords = {"SELECT", "WITH",  "FROM",      "PIVOT",
                                                         "(",      "TABLE", "SUMMARIZE", "DESCRIBE"};

bool is(const Token& token, std::string_view upper) {
  return token && token->is(upper);
}

bool is_any(const Token& token, std::initializer_list<std::string_view> uppers) {
  return std::ranges::any_of(uppers, [&](std::string_view upper) { return is(token, upper); });
}

std::unexpected<Error> refuse_statement(const Token& word) {
  return fail(
      ErrorKind::kUsage,
      "only statements that read are allowed, got {}; other commands, such as ingest and label, change "
      "the lake, --output FILE writes a result, and CREATE TEMP TABLE works in the shell and with -f FILE",
      word ? word->text : "nothing");
}

/// Reads the tokens before a query.
class Prefix {
 public:
  explicit Prefix(std::string_view sql) : scanner_(sql) { advance(); }

  const Token& token() const { return token_; }
  /// The text from the present token on.
  std::string_view rest() const { return token_ ? sql_from_token_ : std::string_view(); }
  bool take(std::string_view upper) {
    if (!is(token_, upper)) return false;
    advance();
    return true;
  }
  std::optional<std::string> take_name() {
    auto name = token_ ? token_->name() : std::nullopt;
    if (name) advance();
    return name;
  }
  void advance() {
    sql_from_token_ = scanner_.rest();
    token_ = scanner_.next();
  }

 private:
  SqlScanner scanner_;
  std::string_view sql_from_token_;
  Token token_;
};

/// "(ANALYZE, FORMAT JSON)" rebuilt; none for anything else.
std::optional<std::string> take_explain_options(Prefix& prefix) {
  std::string options;
  prefix.advance();
  while (prefix.token() && !prefix.token()->is(")")) {
    const SqlToken& token = *prefix.token();
    if (token.kind != SqlToken::Kind::kWord && !token.is(",")) return std::nullopt;
    options += (options.empty() || token.is(",") ? "" : " ") + std::string(token.text);
    prefix.advance();
  }
  if (!prefix.take(")")) return std::nullopt;
  return "(" + options + ") ";
}

/// "("a", "b")"; none for anything else.
std::optional<std::string> take_columns(Prefix& prefix) {
  if (!prefix.take("(")) return "";
  std::string columns;
  do {
    const auto name = prefix.take_name();
    if (!name) return std::nullopt;
    columns += (columns.empty() ? "" : ", ") + quote_identifier(*name);
  } while (prefix.take(","));
  if (!prefix.take(")")) return std::nullopt;
  return " (" + columns + ")";
}

bool begins_query(const std::string& sql) {
  SqlScanner scanner(sql);
  const Token first = scanner.next();
  return std::ranges::any_of(kQueryWords, [&](std::string_view word) { return is(first, word); });
}

bool is_part_of_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// All words of a text, also those in quotes, comments and names.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (is_part_of_word(lower)) {
      words.back() += lower;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

}  // namespace

Result<AllowedStatement> StatementGate::admit(const std::string& sql) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const SqlTree tree, parse_(sql));
  if (!tree.is_query) return admit_other(sql);
  EIGENLAKE_RETURN_IF_ERROR(check_tree(tree, options_.rules));
  return AllowedStatement{Kind::kQuery, sql};
}

Result<> StatementGate::check_query(const std::string& sql) const {
  EIGENLAKE_ASSIGN_OR_RETURN(const SqlTree tree, parse_(sql));
  if (tree.is_query) return check_tree(tree, options_.rules);
  return fail(ErrorKind::kUsage, "only a query may stand there; PIVOT requires IN (VALUES) there");
}

Result<AllowedStatement> StatementGate::admit_other(const std::string& sql) const {
  const Prefix prefix(sql);
  const Token& word = prefix.token();
  if (is(word, "EXPLAIN")) return admit_explain(sql);
  if (is_any(word, {"SET", "RESET", "USE"})) return admit_setting(sql);
  if (is(word, "PRAGMA")) return admit_pragma(sql);
  if (is(word, "CREATE")) return admit_temporary(sql);
  return begins_query(sql) ? admit_pivot(sql) : Result<AllowedStatement>(refuse_statement(word));
}

Result<AllowedStatement> StatementGate::admit_explain(const std::string& sql) const {
  Prefix prefix(sql);
  prefix.advance();
  std::string words = "EXPLAIN ";
  if (prefix.take("ANALYZE") || prefix.take("ANALYSE")) {
    words += "ANALYZE ";
  } else if (is(prefix.token(), "(")) {
    Prefix ahead = prefix;
    const auto options = take_explain_options(ahead);
    // "EXPLAIN (SELECT 1)" has a query in parentheses.
    if (options && !check_query(std::string(prefix.rest()))) {
      words += *options;
      prefix = ahead;
    }
  }
  const std::string query(prefix.rest());
  EIGENLAKE_RETURN_IF_ERROR(check_query(query));
  return AllowedStatement{Kind::kQuery, words + query};
}

Result<AllowedStatement> StatementGate::admit_setting(const std::string& sql) const {
  Prefix prefix(sql);
  const bool is_use = is(prefix.token(), "USE");
  const bool is_reset = is(prefix.token(), "RESET");
  prefix.advance();
  if (is_use) {
    std::string names;
    do {
      const auto name = prefix.take_name();
      if (!name) return fail(ErrorKind::kUsage, "invalid USE; write USE NAME");
      names += (names.empty() ? "" : ".") + quote_identifier(*name);
    } while (prefix.take("."));
    return AllowedStatement{Kind::kVariable, "USE " + names};
  }
  const std::string verb = is_reset ? "RESET " : "SET ";
  if (prefix.take("VARIABLE")) return admit_variable(verb, prefix.rest());
  std::string scope;
  for (const char* word : {"GLOBAL ", "SESSION ", "LOCAL "})
    if (prefix.take(std::string_view(word).substr(0, std::string_view(word).size() - 1))) scope = word;
  const auto name = prefix.take_name();
  if (!name) return fail(ErrorKind::kUsage, "{}", kSettingForm);
  if (!is_one_of(*name, kChangeableSettings))
    return fail(ErrorKind::kUsage, "a query may not change the setting {}; it may change {}", *name,
                fmt::join(kChangeableSettings, ", "));
  const bool is_assigned = prefix.take("=") || prefix.take("TO");
  if (is_assigned == is_reset) return fail(ErrorKind::kUsage, "{}", kSettingForm);
  const std::string value = is_reset ? "" : " = " + std::string(prefix.rest());
  return AllowedStatement{Kind::kSetting, verb + scope + quote_identifier(*name) + value};
}

Result<AllowedStatement> StatementGate::admit_variable(const std::string& verb, std::string_view rest) const {
  Prefix prefix(rest);
  const auto name = prefix.take_name();
  if (!name) return fail(ErrorKind::kUsage, "{}", kSettingForm);
  const std::string begin = verb + "VARIABLE " + quote_identifier(*name);
  if (verb == "RESET ") return AllowedStatement{Kind::kVariable, begin};
  if (!prefix.take("=") && !prefix.take("TO")) return fail(ErrorKind::kUsage, "{}", kSettingForm);
  const std::string value = fmt::format("({}\n)", prefix.rest());
  EIGENLAKE_RETURN_IF_ERROR(check_query("SELECT " + value));
  return AllowedStatement{Kind::kVariable, begin + " = " + value};
}

Result<AllowedStatement> StatementGate::admit_pragma(const std::string& sql) const {
  Prefix prefix(sql);
  prefix.advance();
  const auto name = prefix.take_name();
  if (!name) return fail(ErrorKind::kUsage, "invalid PRAGMA; write PRAGMA NAME");
  if (is(prefix.token(), "="))
    return admit_setting(fmt::format("SET {} {}", quote_identifier(*name), prefix.rest()));
  if (!is_one_of(*name, kReadablePragmas))
    return fail(ErrorKind::kUsage, "unsupported pragma {} (supported: {})", *name,
                fmt::join(kReadablePragmas, ", "));
  return AllowedStatement{Kind::kQuery, fmt::format("PRAGMA {}{}", *name, prefix.rest())};
}

Result<AllowedStatement> StatementGate::admit_temporary(const std::string& sql) const {
  Prefix prefix(sql);
  const Token create = prefix.token();
  prefix.advance();
  std::string words = "CREATE ";
  if (prefix.take("OR")) {
    prefix.take("REPLACE");
    words += "OR REPLACE ";
  }
  if (!prefix.take("TEMP") && !prefix.take("TEMPORARY")) return refuse_statement(create);
  if (!options_.temporary_objects)
    return fail(
        ErrorKind::kUsage,
        "a temporary table or view requires the shell ('eigenlake sql') or a file (-f FILE), with which "
        "it ends");
  const bool is_table = is(prefix.token(), "TABLE");
  if (!is_table && !is(prefix.token(), "VIEW")) return fail(ErrorKind::kUsage, "{}", kTemporaryForm);
  prefix.advance();
  words += is_table ? "TEMP TABLE " : "TEMP VIEW ";
  if (prefix.take("IF")) {
    prefix.take("NOT");
    prefix.take("EXISTS");
    words += "IF NOT EXISTS ";
  }
  const auto name = prefix.take_name();
  const auto columns = name ? take_columns(prefix) : std::nullopt;
  if (!columns || !prefix.take("AS")) return fail(ErrorKind::kUsage, "{}", kTemporaryForm);
  const std::string query(prefix.rest());
  EIGENLAKE_RETURN_IF_ERROR(check_query(query));
  return AllowedStatement{Kind::kTemporary, words + quote_identifier(*name) + *columns + " AS " + query};
}

/// A PIVOT that finds its values itself becomes several statements, for which DuckDB gives no tree. So no
/// word of its text, in any place, may be the name of a function that a query may not call.
Result<AllowedStatement> StatementGate::admit_pivot(const std::string& sql) const {
  const auto words = words_of(sql);
  const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
  if (!has("pivot") && !has("pivot_wider")) return refuse_statement(Prefix(sql).token());
  EIGENLAKE_ASSIGN_OR_RETURN(auto refused, table_functions_());
  std::erase_if(refused, [&](const std::string& function) {
    return is_one_of(function, kReadableFunctions) ||
           (options_.rules.local_files && is_one_of(function, kFileFunctions));
  });
  refused.insert(refused.end(), {"db", "ddb", "duckdb"});  // Endings of databases, which FROM would open.
  for (const std::string& word : refused)
    if (has(word))
      return fail(ErrorKind::kUsage, "PIVOT requires IN (VALUES) where the query has the word {}", word);
  return AllowedStatement{Kind::kQuery, sql};
}

namespace {

/// DuckDB writes a literal beyond the doubles as Infinity, which JSON does not have; here numbers mean
/// nothing.
std::string with_finite_numbers(std::string_view json) {
  constexpr std::string_view kInfinity = "Infinity";
  std::string text;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (!in_string && json.substr(i).starts_with(kInfinity)) {
      text += '0';
      i += kInfinity.size() - 1;
      continue;
    }
    if (json[i] == '"') in_string = !in_string;
    text += json[i];
    if (in_string && json[i] == '\\' && i + 1 < json.size()) text += json[++i];
  }
  return text;
}

}  // namespace

Result<> check_tree(const SqlTree& tree, const SqlRules& rules) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json root, parse_json(with_finite_numbers(tree.json), kTreeDepthMax));
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
