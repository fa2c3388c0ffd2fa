#include "eigenlake/cli/commands/lake_session.h"

#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

TEST(ParseTime, ReadsDatesAsTheirEnd) {
  EXPECT_EQ(*parse_time("1970-01-01"), 86'400'000 - 1);
}

TEST(ParseTime, ReadsTimesInUtc) {
  EXPECT_EQ(*parse_time("1970-01-02T00:00:01.5Z"), 86'401'500);
  EXPECT_EQ(*parse_time("1970-01-02 00:01"), 86'460'000);
  EXPECT_EQ(*parse_time("1970-01-02 00:00:00.25+00"), 86'400'250);
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "yesterday", "2025-13-01", "2025-02-30", "2025-01-01T25:00",
                           "2025-01-01T10:00+02", "2025-01-01x"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(KnownTable, TakesBareAndQualifiedNames) {
  const auto store = std::make_shared<InMemoryObjectStore>();
  const auto lake =
      Lake::open_parts({.roots = {}, .raw = store, .warehouse = store, .state = store}, LakeAccess::kWrite);
  EXPECT_EQ(*known_table("molecules", lake), "molecules");
  EXPECT_EQ(*known_table("quantum_features.vqe_results", lake), "vqe_results");
  EXPECT_FALSE(known_table("vqe_result", lake));
  EXPECT_EQ(*known_tables("molecules,labels", lake), (std::vector<std::string>{"molecules", "labels"}));
  EXPECT_TRUE(known_tables("", lake)->empty());
  EXPECT_EQ(*known_table("molecules", fail(ErrorKind::kNotFound, "no lake")), "molecules");
}

}  // namespace
}  // namespace eigenlake
