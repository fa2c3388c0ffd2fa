#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/cell.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/session/experiment_lookup.h"
#include "eigenlake/session/sql_rows.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

/// The tables with one row per experiment; their columns together are the run.
constexpr const char* kRunTables[] = {"molecules", "vqe_results", "performance_metrics", "ansatz_info",
                                      "ml_run_summary"};
constexpr const char* kStepsOfRun = "iterations";

Result<Json> read_run(SqlSession& session, const std::string& id) {
  Json run = {{"experiment_id", id}};
  const std::string where = " where experiment_id = " + quote_literal(id);
  for (const char* table : kRunTables) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows,
                               read_rows(session, fmt::format("select * from {}{}", table, where)));
    if (rows.empty()) continue;
    for (const auto& [column, value] : rows[0].items())
      if (!run.contains(column)) run[column] = value;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto terms,
                             read_rows(session, "select count(*) as n from hamiltonian_terms" + where));
  run["num_hamiltonian_terms"] = terms.at(0)["n"];
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto parameters,
      read_rows(session, "select optimal_parameter_value as value from optimal_parameters" + where +
                             " order by parameter_index"));
  run["optimal_parameters"] = Json::array();
  for (const Json& parameter : parameters) run["optimal_parameters"].push_back(parameter["value"]);
  EIGENLAKE_ASSIGN_OR_RETURN(
      run[kStepsOfRun],
      read_rows(session,
                "select iteration_step, iteration_energy, energy_delta, parameter_delta_norm, "
                "cumulative_min_energy from vqe_iterations" +
                    where + " order by iteration_step"));
  return run;
}

/// Long texts have a table of their own; the OpenQASM program is named, not printed.
void print_run(const Invocation& invocation, const Json& run) {
  std::ostream& out = invocation.process.out;
  TextTable facts({{"what"}, {"value"}});
  for (const auto& [column, value] : run.items()) {
    if (column == kStepsOfRun || column == "optimal_parameters") continue;
    facts.add_row({column, column == "ansatz" ? fmt::format("OpenQASM 3, {} characters; see --json",
                                                            value.get<std::string>().size())
                                              : cell(value)});
  }
  facts.print(out, invocation.process.terminal_width);
  out << fmt::format("\n{} parameters: {}\n\n", run["optimal_parameters"].size(),
                     run["optimal_parameters"].dump());
  TextTable steps(
      {{"step", true}, {"energy", true}, {"change", true}, {"parameter change", true}, {"lowest", true}});
  for (const Json& row : run[kStepsOfRun])
    steps.add_row({cell(row["iteration_step"]), cell(row["iteration_energy"]), cell(row["energy_delta"]),
                   cell(row["parameter_delta_norm"]), cell(row["cumulative_min_energy"])});
  steps.print(out, invocation.process.terminal_width);
}

Result<ExitCode> run_show(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  std::vector<std::string> tables(std::begin(kRunTables), std::end(kRunTables));
  tables.insert(tables.end(), {"hamiltonian_terms", "optimal_parameters", "vqe_iterations"});
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session,
                             open_session(visible, tables, invocation.configuration.integer("threads")));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string id, find_experiment(session, invocation.operands[0]));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json run, read_run(session, id));
  if (invocation.json()) {
    invocation.process.out << run.dump() << '\n';
  } else {
    print_run(invocation, run);
  }
  return ExitCode::kOk;
}

}  // namespace

Command show_command() {
  return {.name = "show",
          .summary = "One run in full",
          .description =
              "Prints everything that the tables know of one experiment: molecule, configuration, energies, "
              "times, "
              "parameters and every iteration. The beginning of an id is enough where it is unique.",
          .operands = "EXPERIMENT_ID",
          .min_operands = 1,
          .max_operands = 1,
          .only_reads = true,
          .run = run_show};
}

}  // namespace eigenlake
