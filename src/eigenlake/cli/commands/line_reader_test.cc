// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/line_reader.h"

#include <sstream>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(LineReader, LinesHaveNoLineEnds) {
  std::istringstream in("first\n\nlast without an end");
  std::ostringstream out;
  const auto reader = make_line_reader(in, out, false, "> ");
  EXPECT_EQ(reader->read_line("> ")->text, "first");
  EXPECT_EQ(reader->read_line("> ")->text, "");
  EXPECT_EQ(reader->read_line("> ")->text, "last without an end");
  EXPECT_FALSE(reader->read_line("> "));
  EXPECT_FALSE(reader->read_line("> "));
}

TEST(LineReader, PromptRequiresATerminal) {
  std::istringstream in("a\n");
  std::ostringstream out;
  const auto reader = make_line_reader(in, out, false, "> ");
  EXPECT_EQ(reader->read_line("> ")->text, "a");
  reader->remember("a");
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace eigenlake
