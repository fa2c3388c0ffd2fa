// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/metadata_file.h"

#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake::iceberg {
namespace {

TEST(MetadataFile, NamesOfAllFormsAreRead) {
  EXPECT_EQ(parse_metadata_file_name("v7.metadata.json"), (MetadataVersion{7, MetadataForm::kPlain}));
  EXPECT_EQ(parse_metadata_file_name("v12.gz.metadata.json"), (MetadataVersion{12, MetadataForm::kGzip}));
  EXPECT_EQ(parse_metadata_file_name("v3.metadata.json.gz"), (MetadataVersion{3, MetadataForm::kOldGzip}));
  for (const char* name :
       {"v0.metadata.json", "v.metadata.json", "7.metadata.json", "v7.metadata.json.tmp", "v7x.metadata.json",
        "v7.gz", "v7.gz.metadata.json.gz", "v-1.metadata.json", "v99999999999.metadata.json"})
    EXPECT_FALSE(parse_metadata_file_name(name)) << name;
}

TEST(MetadataFile, NamesRoundTrip) {
  for (const MetadataForm form : kMetadataForms)
    EXPECT_EQ(parse_metadata_file_name(MetadataVersion{3, form}.file_name()), (MetadataVersion{3, form}));
}

TEST(MetadataFile, CompressionKeepsTheText) {
  InMemoryObjectStore store;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{1000}, size_t{3'000'000}}) {
    std::string text;
    while (text.size() < size) text += "{\"snapshot-id\": " + std::to_string(text.size() * 7919) + "}";
    ASSERT_TRUE(store.put("plain", text));
    ASSERT_TRUE(store.put("compressed", gzip_metadata(text)));
    EXPECT_EQ(*read_metadata_text(store, "plain"), text);
    EXPECT_EQ(*read_metadata_text(store, "compressed"), text);
  }
}

TEST(MetadataFile, TruncatedFilesAreCorrupt) {
  InMemoryObjectStore store;
  const std::string bytes = gzip_metadata(std::string(500, 'x') + "end");
  for (size_t length = 2; length < bytes.size(); ++length) {
    ASSERT_TRUE(store.put("cut", bytes.substr(0, length)));
    const auto text = read_metadata_text(store, "cut");
    ASSERT_FALSE(text) << length;
    EXPECT_EQ(text.error().kind, ErrorKind::kCorrupt);
  }
}

TEST(MetadataFile, DamageIsCorrupt) {
  InMemoryObjectStore store;
  std::string bytes = gzip_metadata(std::string(500, 'x') + "end");
  bytes[bytes.size() - 6] = static_cast<char>(~bytes[bytes.size() - 6]);  // The checksum.
  ASSERT_TRUE(store.put("damaged", bytes));
  EXPECT_EQ(read_metadata_text(store, "damaged").error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace eigenlake::iceberg
