#include "eigenlake/lake/lake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

Error error_with_format(const std::string& text) {
  auto state = std::make_shared<InMemoryObjectStore>("state");
  EXPECT_TRUE(state->put("format.json", text));
  LakeParts parts;
  parts.raw = std::make_shared<InMemoryObjectStore>("raw");
  parts.warehouse = std::make_shared<InMemoryObjectStore>("lake");
  parts.state = state;
  const auto lake = Lake::open_parts(std::move(parts), LakeAccess::kRead);
  EXPECT_FALSE(lake) << text;
  return lake ? Error{} : lake.error();
}

TEST(Lake, ANewerFormatIsRefusedWhateverItSaysOfItsWriter) {
  for (const char* text : {R"({"format_version":2,"engine_version":3})", R"({"format_version":2})",
                           R"({"format_version":2,"engine_version":"9.0"})"}) {
    const auto error = error_with_format(text);
    EXPECT_EQ(error.kind, ErrorKind::kUnsupported) << text;
    EXPECT_THAT(error.message, testing::HasSubstr("written by a newer program"));
  }
}

TEST(Lake, ADamagedFormatIsAFaultOfTheStore) {
  for (const char* text : {"", "nonsense", "3", "[]", "{}", R"({"format_version":"1"})",
                           R"({"format_version":18446744073709551615})"}) {
    const auto error = error_with_format(text);
    EXPECT_EQ(error.kind, ErrorKind::kStore) << text;
    EXPECT_THAT(error.message, testing::HasSubstr("format.json: expected a number format_version"));
  }
}

}  // namespace
}  // namespace eigenlake
