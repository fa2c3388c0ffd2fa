// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/outside_data.h"

#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake::iceberg {
namespace {

TEST(OutsideData, FindsFilesBelowItsPlacesInAnySpelling) {
  const OutsideData outside({"/data/one/", "file:///data//two/."}, {});
  for (const char* uri : {"/data/one/x/y", "file:///data/one/x/y", "file:/data//one/./x/y", "/data/two/x/y"})
    EXPECT_EQ(outside.find(uri)->key, "x/y") << uri;
  EXPECT_EQ(outside.find("/data/two/x/y")->uri(), "file:///data/two/x/y");
}

TEST(OutsideData, RejectsOtherPlacesAndNamesTheSetting) {
  const OutsideData outside({"/data/one"}, {});
  for (const char* uri :
       {"/data/one1/x", "/data/on", "/data", "file:///etc/passwd", "s3://bucket/data/one/x"}) {
    const auto found = outside.find(uri);
    ASSERT_FALSE(found) << uri;
    EXPECT_EQ(found.error().kind, ErrorKind::kUnsupported);
    EXPECT_NE(found.error().message.find("--allow-data"), std::string::npos) << found.error().message;
  }
  // What leads out of a place is no key of its store.
  EXPECT_FALSE(check_object_key(outside.find("/data/one/../../etc/passwd")->key));
}

TEST(OutsideData, ComparesBucketsAcrossS3Schemes) {
  const auto store = std::make_shared<InMemoryObjectStore>();
  std::string asked;
  const OutsideData outside({"s3a://bucket/data"},
                            [&](std::string_view uri) -> Result<std::shared_ptr<ObjectStore>> {
                              asked = uri;
                              return store;
                            });
  std::ignore = outside.find("s3n://bucket/data/x");
  EXPECT_EQ(asked, "s3://bucket/data/x");
  EXPECT_EQ(outside.find("s3://bucket/database/x").error().kind, ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace eigenlake::iceberg
