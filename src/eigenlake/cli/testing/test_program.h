// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/configuration_files.h"
#include "eigenlake/json/json.h"
#include "eigenlake/kafka/admin.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {

/// The outcome of one call of the program.
struct Outcome {
  ExitCode code = ExitCode::kOk;
  std::string out;
  std::string err;

  /// The objects that --json prints, one on each line.
  std::vector<Json> objects() const;
  /// The only one of them.
  Json object() const;
};

std::vector<std::string> lines_of(const std::string& text);
std::vector<std::string> keys_of(const Json& object);

/// Hydrogen as a molecule file: milliseconds in a minimal basis.
inline constexpr const char* kH2 =
    R"({"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]], "units": "angstrom"})";

/// The program in this process, in a folder of its own. The environment names a lake in that folder, which
/// does not exist at first.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest();

  /// The program with these words, and with `input_` to read.
  Outcome call(const std::vector<std::string>& words);
  /// The same, expecting success.
  Outcome done(const std::vector<std::string>& words);
  /// Expects exit code `code`, the parts in stderr, and nothing on stdout.
  void expect_refusal(const std::vector<std::string>& words, ExitCode code,
                      const std::vector<std::string>& parts);

  /// The lake that the environment names.
  Lake lake() const;
  bool has_lake() const;
  /// Experiments of small records, number `first` and those after it, in the tables and with features.
  std::vector<std::string> fill(int first, int count) const;

  ScratchFolder folder_;
  std::map<std::string, std::string> environment_;
  std::string input_;
  bool in_is_terminal_ = false;
  bool out_is_terminal_ = false;
  bool err_is_terminal_ = false;
  int terminal_width_ = 0;
  ConfigurationSearch search_;  ///< By default only named configuration files are read.
  kafka::AdminProvider open_admin_ = kafka::Admin::create;
};

/// The program with a lake that all tests read and none changes: the experiments 1 and 2 of one call of
/// ingest, 3 of another, each with its features, and the table `abacus` of another engine with four rows.
class ReadingProgramTest : public ProgramTest {
 protected:
  ReadingProgramTest();
  /// The experiments, in the order of their numbers.
  const std::vector<std::string> ids_;
};

}  // namespace eigenlake
