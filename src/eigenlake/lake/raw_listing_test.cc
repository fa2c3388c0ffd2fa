// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/raw_listing.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/raw_name.h"
#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string raw_key(std::string_view name) {
  return std::string(kRawPrefix) + std::string(name);
}

std::string sink_key(int partition, int64_t offset, std::string_view folder = "") {
  return raw_key(fmt::format("{}experiment.vqe+{}+{:010}.avro", folder, partition, offset));
}

std::vector<ListedRun> runs_of(std::vector<std::string> keys, uint64_t num_objects_min = 2) {
  std::ranges::sort(keys);
  return resumable_runs(keys, num_objects_min);
}

std::vector<std::string> last_keys(const std::vector<ListedRun>& runs) {
  std::vector<std::string> keys;
  for (const auto& run : runs) keys.push_back(run.last_key);
  return keys;
}

/// Names of the objects that a listing gives.
std::vector<std::string> listed(ObjectStore& store, const std::vector<ListedRun>& runs) {
  std::vector<std::string> names;
  const auto listing = list_raw_objects(store, runs).value();
  for (const auto& object : listing.objects) names.push_back(object.key.substr(kRawPrefix.size()));
  return names;
}

TEST(ResumableRuns, EachPartitionOfEachFolderIsARun) {
  const auto runs = runs_of({sink_key(1, 5), sink_key(1, 9), sink_key(10, 0), sink_key(10, 3), sink_key(2, 7),
                             sink_key(2, 8), sink_key(1, 4, "partition=1/"), sink_key(1, 6, "partition=1/"),
                             raw_key("a.avro"), raw_key("z.json")});
  EXPECT_THAT(last_keys(runs),
              ElementsAre(sink_key(1, 9), sink_key(10, 3), sink_key(2, 8), sink_key(1, 6, "partition=1/")));
  EXPECT_EQ(runs[0].num_objects, 2u);
}

TEST(ResumableRuns, ShortRunsAreListedInFull) {
  EXPECT_THAT(runs_of({sink_key(1, 5), sink_key(1, 6)}, 3), IsEmpty());
}

TEST(ResumableRuns, UnorderedOffsetsAreListedInFull) {
  EXPECT_THAT(runs_of({raw_key("t+1+8.avro"), raw_key("t+1+9.avro")}), IsEmpty()) << "10 comes before 9";
  EXPECT_THAT(runs_of({sink_key(1, 5), sink_key(1, 6), raw_key("experiment.vqe+1+7.avro")}), IsEmpty());
  EXPECT_THAT(runs_of({sink_key(1, 5), sink_key(1, 1'000'000'000)}), IsEmpty()) << "eleven digits are near";
  EXPECT_THAT(runs_of({sink_key(1, 5), sink_key(1, 999'999'999)}), testing::SizeIs(1));
}

TEST(ResumableRuns, OtherNamesAreRejected) {
  EXPECT_THAT(runs_of({raw_key("10-17.json"), raw_key("9-16.json"), raw_key("a.avro")}), IsEmpty());
  EXPECT_THAT(runs_of({}), IsEmpty());
}

TEST(RawListing, OmitsOnlyTheKnownRun) {
  InMemoryObjectStore store("raw");
  std::vector<std::string> known = {sink_key(1, 5), sink_key(1, 6), sink_key(3, 1), sink_key(3, 2),
                                    raw_key("9-16.json")};
  for (const auto& key : known) ASSERT_TRUE(store.put(key, "x"));
  const auto runs = runs_of(known);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_THAT(listed(store, runs), ElementsAre("9-16.json"));
  for (const auto& key : {sink_key(1, 7), sink_key(2, 0), sink_key(3, 10), raw_key("10-17.json"),
                          raw_key("zz.avro"), raw_key("experiment.vqe.json")})
    ASSERT_TRUE(store.put(key, "x"));
  EXPECT_THAT(listed(store, runs),
              ElementsAre("10-17.json", "9-16.json", "experiment.vqe+1+0000000007.avro",
                          "experiment.vqe+2+0000000000.avro", "experiment.vqe+3+0000000010.avro",
                          "experiment.vqe.json", "zz.avro"));
}

TEST(RawListing, WithoutRunsEverythingIsListed) {
  InMemoryObjectStore store("raw");
  for (const auto& key : {sink_key(1, 5), raw_key("a.avro")}) ASSERT_TRUE(store.put(key, "x"));
  ASSERT_TRUE(store.put("experiments/other/b.avro", "x"));
  EXPECT_THAT(listed(store, {}), ElementsAre("a.avro", "experiment.vqe+1+0000000005.avro"));
}

TEST(RawListing, ForeignKeysAreListed) {
  InMemoryObjectStore store("raw");
  for (const auto& name : {"a//b.json", ".hidden/c.json", "\x01.json", "d/../e.json"})
    store.put_foreign(raw_key(name), "x");
  EXPECT_THAT(listed(store, {}), ElementsAre("\x01.json", ".hidden/c.json", "a//b.json", "d/../e.json"));
}

TEST(RawListing, MarksAndUnfinishedFilesAreCounted) {
  InMemoryObjectStore store("raw");
  for (const auto& name : {"_SUCCESS", "a/_SUCCESS", "a.json.tmp", "a.avro.part", "a.partial", "a.inprogress",
                           "part-0.inprogress.5ecf-4c85", "a.json~", "a.filepart", "_temporary/0/a.json",
                           "x/+tmp/a.json", "x_$folder$"})
    store.put_foreign(raw_key(name), "x");
  store.put_foreign(raw_key("marks/a/"), "");
  const auto kept = {"_SUCCESS.json", "_temporary.json", "atmp", "folder/", "part.json", "tmp/a.json"};
  for (const auto& name : kept) store.put_foreign(raw_key(name), "x");
  EXPECT_THAT(listed(store, {}), testing::ElementsAreArray(kept));
  EXPECT_EQ(list_raw_objects(store, {})->num_left_out, 13u);
}

TEST(RawName, LedgerNameLeadsBackToTheKey) {
  EXPECT_EQ(ledger_name("a b/%41ü+.json"), "a b/%41ü+.json");
  EXPECT_EQ(ledger_name("a\n\x01\x7f\xff\xc3.json"), "a%0A%01%7F%FF%C3.json");
  for (const std::string key : {"a\nb", "\xff\xfe", "%41\xff", "ü\xc3"})
    EXPECT_EQ(key_behind(ledger_name(key)), key);
  for (const char* name : {"a.json", "100%", "%41.json", "%C3%BC", "%"})
    EXPECT_EQ(key_behind(name), std::nullopt);
}

}  // namespace
}  // namespace eigenlake
