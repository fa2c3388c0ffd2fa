#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/query/sql_tree.h"

namespace eigenlake {

/// A user's statement that may run.
struct AllowedStatement {
  enum class Kind {
    kQuery,
    kSetting,    ///< Of DuckDB.
    kVariable,   ///< Of the session, or its search path.
    kTemporary,  ///< A table or a view.
  };
  Kind kind = Kind::kQuery;
  std::string sql;  ///< What is to run: the user's words, or ours around a query of theirs.
};

/// Which statements of a user run. A query is one by DuckDB's own parse, whose tables and functions are
/// looked at. Of the statements around a query (EXPLAIN, CREATE TEMP, SET VARIABLE) only those words are
/// known that are put together anew around the query, so that what runs is what was looked at. All others are
/// refused before DuckDB prepares them: preparing alone makes folders and reads files.
class StatementGate {
 public:
  struct Options {
    SqlRules rules;
    bool temporary_objects = false;  ///< Whether a statement of its own can come after CREATE TEMP.
  };
  /// DuckDB's parse of a text. Errors: kUsage where it is no SQL.
  using Parse = std::function<Result<SqlTree>(const std::string& sql)>;
  /// Names of all of DuckDB's table functions, in lower case.
  using TableFunctions = std::function<Result<std::vector<std::string>>()>;

  StatementGate(Options options, Parse parse, TableFunctions table_functions)
      : options_(std::move(options)),
        parse_(std::move(parse)),
        table_functions_(std::move(table_functions)) {}

  /// Requires: one statement, as of split_statements(). Errors: kUsage saying what was expected.
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
