// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/session/doctor_checks.h"

namespace eigenlake {
namespace {

std::string_view place_text(FilePlace place) {
  switch (place) {
    case FilePlace::kOwn:
      return "your own";
    case FilePlace::kFolder:
      return "of this folder";
    case FilePlace::kNamed:
      return "named";
  }
  EIGENLAKE_ASSERT(false);
}

/// The configuration files that were read; the last one wins.
DoctorCheck configuration_files(const Configuration& configuration) {
  std::vector<std::string> files;
  for (const auto& [path, place] : configuration.files())
    files.push_back(fmt::format("{} ({})", path, place_text(place)));
  return {.name = "settings",
          .finding = files.empty() ? "no configuration file" : fmt::format("{}", fmt::join(files, ", "))};
}

void print_check(const Invocation& invocation, const DoctorCheck& check) {
  constexpr size_t kColumn = 17;  // of the finding
  const TextStyle style = invocation.out_style();
  const bool is_coloured = !check.good && style.has_colour;
  invocation.process.out << (check.good    ? "ok "
                             : is_coloured ? coloured("BAD", Colour::kError)
                                           : "BAD")
                         << fmt::format(
                                "  {:<11} {}\n", check.name,
                                wrapped_text(check.finding, kColumn, static_cast<size_t>(style.width)));
}

Result<ExitCode> run_doctor(Invocation& invocation) {
  std::vector<DoctorCheck> checks = check_installation();
  checks.push_back(configuration_files(invocation.configuration));
  // Invalid settings are a finding, too.
  const auto address = lake_address(invocation);
  const auto of_lake = address ? examine_lake(*address)
                               : std::vector<DoctorCheck>{{.name = "lake",
                                                           .finding = address.error().to_string(),
                                                           .good = false,
                                                           .code_if_bad = ExitCode::kStore}};
  checks.insert(checks.end(), of_lake.begin(), of_lake.end());
  ExitCode code = ExitCode::kOk;
  for (const DoctorCheck& check : checks) {
    if (!check.good && code == ExitCode::kOk) code = check.code_if_bad;
    if (invocation.json()) {
      invocation.print({{"check", check.name}, {"finding", check.finding}, {"good", check.good}});
    } else {
      print_check(invocation, check);
    }
  }
  return code;
}

}  // namespace

Command doctor_command() {
  return {.name = "doctor",
          .purpose = Purpose::kProgram,
          .summary = "Check the installation, the machine and the lake",
          .description =
              "Checks libraries, data files, processor, memory and the lake. The exit code is not 0 where "
              "something is wrong.",
          .example = "eigenlake doctor",
          .only_reads = true,
          .run = run_doctor};
}

}  // namespace eigenlake
