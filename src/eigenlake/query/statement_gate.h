// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// What a query may read.
struct SqlRules {
  bool local_files = true;                              ///< Files that the query names, by kFileFunctions.
  std::function<bool(std::string_view name)> is_table;  ///< Knows tables whose names look like files.
};

/// DuckDB's parse of a text, as json_serialize_sql() gives it.
struct SqlTree {
  bool is_query = false;  ///< The text is only statements that read.
  std::string json;
};

/// Checks that a query reads only tables, kReadableFunctions and, where the rules allow it, files that it
/// names: all functions and names of DuckDB's own parse are checked, at any depth.
///
/// Requires: tree.is_query. Errors: kUsage naming what may not be read.
Result<> check_tree(const SqlTree& tree, const SqlRules& rules);

/// A user's statement that may run.
struct AllowedStatement {
  enum class Kind {
    kQuery,
    kSetting,    ///< Of DuckDB.
    kVariable,   ///< Of the session, or its search path.
    kTemporary,  ///< A table or a view.
  };
  Kind kind = Kind::kQuery;
  std::string sql;  ///< To run: the user's text, or ours around a query of theirs.
};

/// Decides which statements of a user run. DuckDB's own parse says what is a query, and its tables and
/// functions are checked. Statements around a query (EXPLAIN, CREATE TEMP, SET VARIABLE) are rebuilt from
/// known words around the checked query, so that only checked text runs. All others are rejected before
/// DuckDB prepares them: preparing alone creates folders and reads files.
class StatementGate {
 public:
  struct Options {
    SqlRules rules;
    bool temporary_objects = false;  ///< Whether a statement can follow CREATE TEMP.
  };
  /// DuckDB's parse of a text. Errors: kUsage for invalid SQL.
  using Parse = std::function<Result<SqlTree>(const std::string& sql)>;
  /// Names of all of DuckDB's table functions, in lower case.
  using TableFunctions = std::function<Result<std::vector<std::string>>()>;

  StatementGate(Options options, Parse parse, TableFunctions table_functions)
      : options_(std::move(options)),
        parse_(std::move(parse)),
        table_functions_(std::move(table_functions)) {}

  /// Requires: one statement, as of split_statements(). Errors: kUsage with what is allowed.
  Result<AllowedStatement> admit(const std::string& sql) const;

 private:
  Result<> check_query(const std::string& sql) const;
  Result<AllowedStatement> admit_other(const std::string& sql) const;
  Result<AllowedStatement> admit_explain(const std::string& sql) const;
  Result<AllowedStatement> admit_setting(const std::string& sql) const;
  Result<AllowedStatement> admit_variable(const std::string& scope, std::string_view rest) const;
  Result<AllowedStatement> admit_pragma(const std::string& sql) const;
  Result<AllowedStatement> admit_temporary(const std::string& sql) const;
  Result<AllowedStatement> admit_pivot(const std::string& sql) const;

  Options options_;
  Parse parse_;
  TableFunctions table_functions_;
};

}  // namespace eigenlake
