// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/lake/user_tags.h"
#include "eigenlake/query/sql_value_text.h"
#include "eigenlake/session/experiment_notes.h"

namespace eigenlake {
namespace {

constexpr int64_t kMicrosPerMilli = 1000;

void print_tag(const Invocation& invocation, const std::string& name, const char* what,
               const std::vector<std::string>& tables) {
  invocation.report({{"tag", name}, {"tables", tables}},
                    fmt::format("{} {} on {}\n", what, name, counted(tables.size(), "table")));
}

Result<ExitCode> create_tag(Invocation& invocation, const std::string& name) {
  const bool dry_run = invocation.dry_run();
  EIGENLAKE_RETURN_IF_ERROR(check_tag_name(name));
  EIGENLAKE_ASSIGN_OR_RETURN(const TimeTravel travel, time_travel(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, tag_state(lake, name, travel, dry_run));
  print_tag(invocation, name, dry_run ? "would put" : "put", tables);
  return ExitCode::kOk;
}

Result<ExitCode> list_tags(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all(lake));
  RowTable rows(invocation, {{"tag"}, {"state of"}, {"tables", true}});
  for (const UserTag& tag : user_tags(tables)) {
    const std::string time = time_text(tag.timestamp_ms * kMicrosPerMilli);
    rows.add({{"tag", tag.name}, {"state_of", time}, {"tables", tag.tables}},
             {tag.name, time, std::to_string(tag.tables.size())});
  }
  rows.print();
  return ExitCode::kOk;
}

Result<ExitCode> delete_tag(Invocation& invocation, const std::string& name) {
  if (invocation.dry_run())
    return fail(ErrorKind::kUsage, "tag delete has no --dry-run; 'eigenlake tag list' lists the tags");
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, delete_user_tag(lake, name));
  print_tag(invocation, name, "deleted", tables);
  return ExitCode::kOk;
}

Result<ExitCode> run_tag(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(invocation.check_action({"create", "list", "delete"}));
  const std::string& action = invocation.operands[0];
  const bool has_name = invocation.operands.size() == 2;
  if (action == "list" && has_name)
    return fail(ErrorKind::kUsage, "eigenlake tag list takes no name, got '{}'", invocation.operands[1]);
  if (action == "list") return list_tags(invocation);
  if (!has_name) return fail(ErrorKind::kUsage, "eigenlake tag {} requires a name", action);
  return action == "create" ? create_tag(invocation, invocation.operands[1])
                            : delete_tag(invocation, invocation.operands[1]);
}

}  // namespace

Command tag_command() {
  return {
      .name = "tag",
      .purpose = Purpose::kOrganise,
      .summary = "Tag a state of all tables",
      .description =
          "create NAME tags every table, at the state that queries see, or that of --batch or --as-of. 'sql "
          "--tag NAME' and 'export --tag NAME' read it, other engines find it in each table; maintenance "
          "never expires it. list lists the tags of users, delete NAME removes one from all tables.",
      .example =
          "eigenlake tag create paper\n"
          "eigenlake sql --tag paper \"select count(*) from runs\"",
      .operands = {"create NAME | list | delete NAME", 1, 2},
      .options = {&option::kBatch, &option::kAsOf},
      .run = run_tag};
}

}  // namespace eigenlake
