// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Made from the answers of Amazon's documentation and of versitygw 1.8.0.
constexpr std::string_view kPage = R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>bucket</Name><Prefix/><KeyCount>2</KeyCount><MaxKeys>2</MaxKeys><IsTruncated>true</IsTruncated>
  <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
  <Contents><Key>a+0+1 &amp; b&#10;.avro</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified>
    <ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag><Size>434234</Size></Contents>
  <Contents><Key>ü/x</Key><ETag>"d41d8cd98f00b204e9800998ecf8427e-2"</ETag><Size>0</Size></Contents>
  <CommonPrefixes><Prefix>photos/</Prefix></CommonPrefixes>
  <CommonPrefixes><Prefix>videos/</Prefix></CommonPrefixes>
</ListBucketResult>)";

TEST(S3Xml, ListingPageIsRead) {
  const auto page = parse_list_page(kPage);
  ASSERT_TRUE(page) << page.error().to_string();
  ASSERT_EQ(page->objects.size(), 2u);
  EXPECT_EQ(page->objects[0].key, "a+0+1 & b\n.avro");
  EXPECT_EQ(page->objects[0].size_bytes, 434234u);
  EXPECT_EQ(page->objects[0].etag, "fba9dede5f27731c9771645a39863328");
  EXPECT_EQ(page->objects[0].modified_ms, 1255369830000);
  EXPECT_EQ(page->objects[1].modified_ms, 0);
  EXPECT_EQ(page->objects[1].etag, "d41d8cd98f00b204e9800998ecf8427e-2");
  EXPECT_THAT(page->common_prefixes, ElementsAre("photos/", "videos/"));
  EXPECT_TRUE(page->is_truncated);
  EXPECT_EQ(page->next_token, "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
}

S3ListPage page_of(const std::vector<std::string>& keys, bool is_encoded) {
  std::string text = is_encoded ? "<EncodingType>url</EncodingType>" : "";
  for (const auto& key : keys) text += fmt::format("<Contents><Key>{}</Key><Size>1</Size></Contents>", key);
  return parse_list_page(fmt::format("<ListBucketResult>{}</ListBucketResult>", text)).value();
}

TEST(S3Xml, EncodedPageRestoresUnwritableCharacters) {
  auto page = page_of({"t+0+1 a.avro", "a b+\uFFFD\uFFFD\uFFFD/ü", "p\uFFFD q", "x\uFFFD"}, false);
  EXPECT_TRUE(has_unwritten_characters(page));
  // One server encodes the plus and writes a space as one, another one does not.
  restore_keys(page,
               page_of({"t%2B0%2B1+a.avro", "a%20b+%01%1f%EF%BF%BD/%C3%BC", "p%02+q", "another"}, true));
  EXPECT_EQ(page.objects[0].key, "t+0+1 a.avro");
  EXPECT_EQ(page.objects[1].key, "a b+\x01\x1f\uFFFD/ü");
  EXPECT_EQ(page.objects[2].key, "p\x02 q");
  EXPECT_EQ(page.objects[3].key, "x\uFFFD");
  auto plain = page_of({"x\uFFFD"}, false);
  restore_keys(plain, page_of({"x\uFFFD"}, false));
  EXPECT_EQ(plain.objects[0].key, "x\uFFFD") << "a server that does not encode";
  EXPECT_FALSE(has_unwritten_characters(page_of({"a"}, false)));
}

TEST(S3Xml, TruncatedAnswerIsError) {
  for (size_t size = 0; size + 1 < kPage.size(); ++size) {
    const auto page = parse_list_page(kPage.substr(0, size));
    ASSERT_FALSE(page) << size;
    EXPECT_EQ(page.error().kind, ErrorKind::kStore);
  }
}

TEST(S3Xml, OtherAnswersAreErrors) {
  const auto answer = [](std::string_view inner) {
    return parse_list_page(fmt::format("<ListBucketResult>{}</ListBucketResult>", inner));
  };
  EXPECT_TRUE(answer(""));
  EXPECT_FALSE(answer("<IsTruncated>true</IsTruncated>")) << "without a token the rest would be lost";
  EXPECT_FALSE(answer("<Contents><Key>a</Key></Contents>"));
  EXPECT_FALSE(answer("<Contents><Key>a</Key><Size>-1</Size></Contents>"));
  EXPECT_FALSE(answer("<Contents><Key>a</Key><Size>99999999999999999999999</Size></Contents>"));
  EXPECT_FALSE(answer("<Contents><Size>1</Size></Contents>"));
  EXPECT_FALSE(parse_list_page("<html><body>It works!</body></html>"));
  EXPECT_THAT(parse_list_page("It works!").error().message, HasSubstr("It works!"));
}

TEST(S3Xml, ErrorsHaveACodeOrNone) {
  const S3ErrorBody body = parse_s3_error(
      "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>The key\nis not there</Message></Error>");
  EXPECT_EQ(body.code, "NoSuchKey");
  EXPECT_EQ(body.message, "The key is not there");
  EXPECT_EQ(parse_s3_error("").code, "");
  EXPECT_EQ(parse_s3_error("<html>502</html>").code, "");
}

TEST(S3Xml, UploadIdIsRequired) {
  EXPECT_EQ(*parse_upload_id("<InitiateMultipartUploadResult><UploadId>a+b/c</UploadId>"
                             "</InitiateMultipartUploadResult>"),
            "a+b/c");
  EXPECT_FALSE(parse_upload_id("<InitiateMultipartUploadResult/>"));
}

TEST(S3Xml, RemovalFailuresAreNamed) {
  const auto failures = parse_delete_result(
      "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code></Error>"
      "</DeleteResult>");
  ASSERT_EQ(failures->size(), 1u);
  EXPECT_EQ(failures->front().key, "b");
  EXPECT_EQ(failures->front().error.code, "AccessDenied");
  EXPECT_FALSE(parse_delete_result("<Deleted/>"));
}

TEST(S3Xml, BodiesEscapeKeys) {
  const std::vector<std::string> keys = {"a&b", "<c>"};
  EXPECT_EQ(delete_objects_body(keys),
            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>"
            "<Object><Key>a&amp;b</Key></Object><Object><Key>&lt;c&gt;</Key></Object></Delete>");
  const std::vector<std::string> etags = {"abc"};
  EXPECT_EQ(complete_upload_body(etags),
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part>"
            "<PartNumber>1</PartNumber><ETag>\"abc\"</ETag></Part></CompleteMultipartUpload>");
}

}  // namespace
}  // namespace eigenlake
