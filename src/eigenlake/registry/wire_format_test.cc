// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/registry/wire_format.h"

#include <gtest/gtest.h>

namespace eigenlake::registry {
namespace {

using namespace std::string_literals;

TEST(WireFormat, IdIsBigEndianAfterAZero) {
  std::string framed;
  append_frame(framed, 0x01020304);
  EXPECT_EQ(framed, "\x00\x01\x02\x03\x04"s);
  framed += "body";
  const auto parsed = parse_frame(framed);
  ASSERT_TRUE(parsed) << parsed.error().to_string();
  EXPECT_EQ(parsed->schema_id, 0x01020304);
  EXPECT_EQ(parsed->body, "body");
}

TEST(WireFormat, ShortOrUnmarkedMessagesAreRejected) {
  for (size_t length = 0; length < kFrameBytes; ++length)
    EXPECT_EQ(parse_frame(std::string(length, '\0')).error().kind, ErrorKind::kCorrupt) << length;
  const auto parsed = parse_frame("{\"a\": 1}");
  ASSERT_FALSE(parsed);
  EXPECT_NE(parsed.error().message.find("0x7b"), std::string::npos) << parsed.error().message;
}

TEST(WireFormat, EmptyBodyIsValid) {
  std::string framed;
  append_frame(framed, 7);
  ASSERT_TRUE(parse_frame(framed));
  EXPECT_TRUE(parse_frame(framed)->body.empty());
}

}  // namespace
}  // namespace eigenlake::registry
