#include "eigenlake/dataset/table_rows_query.h"

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {

Result<> query_table_rows(SqlSession& session, const std::string& table,
                          const std::vector<std::string>& columns,
                          const std::function<Result<>(SqlResult&)>& consume) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + quote_identifier(column);
  auto done =
      session.query(fmt::format("SELECT {} FROM {}.{}", list, kDatabase, quote_identifier(table)), consume);
  if (done) return done;
  // The statement is ours, so errors are faults of the table's files.
  if (done.error().kind == ErrorKind::kUsage) done.error().kind = ErrorKind::kStore;
  return fail_with_context(std::move(done).error(), "while reading " + table);
}

}  // namespace eigenlake
