// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/testing/test_program.h"

#include <filesystem>
#include <sstream>

#include "eigenlake/cli/command_line.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/session/open_lake.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"

namespace eigenlake {

std::vector<Json> Outcome::objects() const {
  std::vector<Json> all;
  for (const std::string& line : lines_of(out)) {
    auto object = parse_json(line);
    EXPECT_TRUE(object && object->is_object()) << line;
    all.push_back(object.value_or(Json()));
  }
  return all;
}

Json Outcome::object() const {
  auto all = objects();
  EXPECT_EQ(all.size(), 1U) << out << err;
  return all.empty() ? Json() : all.front();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

ProgramTest::ProgramTest() : environment_({{"EIGENLAKE_LAKE", folder_.place("lake")}}) {}

Outcome ProgramTest::call(const std::vector<std::string>& words) {
  std::istringstream in(input_);
  std::ostringstream out;
  std::ostringstream err;
  ProcessContext process{.in = in,
                         .out = out,
                         .err = err,
                         .environment = environment_,
                         .in_is_terminal = in_is_terminal_,
                         .out_is_terminal = out_is_terminal_,
                         .err_is_terminal = err_is_terminal_,
                         .terminal_width = terminal_width_,
                         .configuration = search_,
                         .open_admin = open_admin_};
  const ExitCode code = run_command_line(words, process);
  return {code, out.str(), err.str()};
}

Outcome ProgramTest::done(const std::vector<std::string>& words) {
  Outcome outcome = call(words);
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  return outcome;
}

void ProgramTest::expect_refusal(const std::vector<std::string>& words, ExitCode code,
                                 const std::vector<std::string>& parts) {
  const Outcome outcome = call(words);
  EXPECT_EQ(outcome.code, code) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  for (const std::string& part : parts)
    EXPECT_TRUE(outcome.err.contains(part)) << part << "\n" << outcome.err;
}

Lake ProgramTest::lake() const {
  const LakeAddress address{
      .location = {.lake = environment_.at("EIGENLAKE_LAKE"), .raw = {}, .warehouse = {}}};
  return open_lake(address, LakeAccess::kWrite).value();
}

bool ProgramTest::has_lake() const {
  return std::filesystem::exists(environment_.at("EIGENLAKE_LAKE"));
}

std::vector<std::string> ProgramTest::fill(int first, int count) const {
  return fill_lake(lake(), first, count);
}

namespace {

const ScratchFolder& folder_of_lake() {
  static const ScratchFolder folder;
  static const bool is_filled = [] {
    const LakeAddress address{.location = {.lake = folder.place("lake"), .raw = {}, .warehouse = {}}};
    const Lake lake = open_lake(address, LakeAccess::kWrite).value();
    fill_lake(lake, 1, 2);
    fill_lake(lake, 3, 1);
    put_foreign_table(lake, "abacus", 4);
    return true;
  }();
  EXPECT_TRUE(is_filled);
  return folder;
}

}  // namespace

ReadingProgramTest::ReadingProgramTest() : ids_({small_id(1), small_id(2), small_id(3)}) {
  environment_["EIGENLAKE_LAKE"] = folder_of_lake().place("lake");
}

}  // namespace eigenlake
