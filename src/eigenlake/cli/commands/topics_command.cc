// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/topic_options.h"
#include "eigenlake/session/topics.h"

namespace eigenlake {
namespace {

const char* name_of(TopicFinding::State state) {
  switch (state) {
    case TopicFinding::State::kAsExpected:
      return "ok";
    case TopicFinding::State::kDiffers:
      return "differs";
    default:
      return "unknown";
  }
}

void print(const Invocation& invocation, const TopicFinding& finding) {
  if (invocation.json())
    invocation.print({{"what", finding.what},
                      {"expected", finding.expected},
                      {"found", finding.found},
                      {"state", name_of(finding.state)}});
  else
    invocation.process.out << fmt::format("{:8}{}: expected {}, found {}\n", name_of(finding.state),
                                          finding.what, finding.expected, finding.found);
}

Result<TopicRequest> topic_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  TopicRequest request{.dead_letter_topic = dead_letter_topic(configuration),
                       .num_partitions = configuration[option::kPartitions],
                       .replication_factor = configuration[option::kReplicationFactor],
                       .retention_hours = configuration[option::kRetentionHours],
                       .alter = configuration[option::kAlter],
                       .connect_url = configuration.find(option::kConnectUrl),
                       .open_admin = invocation.process.open_admin};
  EIGENLAKE_ASSIGN_OR_RETURN(request.kafka, publisher_options(configuration));
  return request;
}

Result<ExitCode> run_topics(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(invocation.check_action({"create", "check"}));
  EIGENLAKE_ASSIGN_OR_RETURN(const TopicRequest request, topic_request(invocation));
  if (invocation.operands[0] == "create" && !invocation.dry_run())
    EIGENLAKE_RETURN_IF_ERROR(create_topics(request));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto findings, check_topics(request));
  for (const TopicFinding& finding : findings) print(invocation, finding);
  const bool differs = std::ranges::any_of(
      findings, [](const TopicFinding& finding) { return finding.state == TopicFinding::State::kDiffers; });
  return differs ? ExitCode::kBadInput : ExitCode::kOk;
}

}  // namespace

Command topics_command() {
  return {.name = "topics",
          .purpose = Purpose::kStream,
          .summary = "Create and check the topic, its schema and its connectors",
          .description =
              "create creates the topic, its dead-letter topic and the schema's subject where they are "
              "missing, and changes existing ones only with --alter. check says, line by line, what is right "
              "and what differs: partitions, replication, retention, sizes for records of 64 MiB, the "
              "subject's schema and compatibility, and with --connect-url the state of connectors. Exits "
              "with 3 where something differs. create checks as well; with --dry-run it only checks.",
          .example =
              "eigenlake topics create --partitions 12\n"
              "eigenlake topics check",
          .operands = {"create | check", 1, 1},
          .options = joined_settings({option::kTopicOptions, connection_settings()}),
          .opens_lake = false,
          .run = run_topics};
}

}  // namespace eigenlake
