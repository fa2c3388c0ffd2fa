#include "eigenlake/session/followed_starts.h"

#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {
namespace {

/// Of known runs whose rows come from tables: these do not have the parameters.
std::set<std::string> followed_ids(const std::vector<PlannedRun>& plans, const KnownRuns& known) {
  std::set<std::string> ids;
  for (const PlannedRun& plan : plans) {
    const auto leader = known.find(plan.spec().follow);
    if (known.contains(plan.experiment_id) || leader == known.end()) continue;
    if (leader->second && leader->second->optimal_parameters.empty()) ids.insert(leader->first);
  }
  return ids;
}

Result<std::map<std::string, std::vector<double>>> read_optima(const Lake& lake,
                                                               const std::set<std::string>& ids,
                                                               int num_threads) {
  std::vector<std::string> quoted;
  for (const std::string& id : ids) quoted.push_back(quote_literal(id));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  EIGENLAKE_ASSIGN_OR_RETURN(
      SqlSession session, open_session(visible, std::vector<std::string>{"optimal_parameters"}, num_threads));
  const std::string query = fmt::format(
      "select experiment_id, optimal_parameter_value from optimal_parameters "
      "where experiment_id in ({}) order by experiment_id, parameter_index",
      fmt::join(quoted, ", "));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_rows(session, query));
  std::map<std::string, std::vector<double>> optima;
  for (const Json& row : rows)
    optima[row["experiment_id"].get<std::string>()].push_back(
        real_in(row["optimal_parameter_value"]).value_or(NAN));
  return optima;
}

}  // namespace

Result<> read_followed_optima(const Lake& lake, const std::vector<PlannedRun>& plans, KnownRuns& known,
                              int num_threads) {
  const std::set<std::string> ids = followed_ids(plans, known);
  if (ids.empty()) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(auto optima, read_optima(lake, ids, num_threads));
  for (auto& [id, optimum] : optima) known.at(id)->optimal_parameters = std::move(optimum);
  return {};
}

}  // namespace eigenlake
