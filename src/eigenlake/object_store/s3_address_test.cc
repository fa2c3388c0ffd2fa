// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_address.h"

#include <gtest/gtest.h>

#include "eigenlake/http/uri_encode.h"

namespace eigenlake {
namespace {

TEST(S3Address, EverythingButUnreservedLettersIsEncoded) {
  EXPECT_EQ(uri_encode("Az09-._~", true), "Az09-._~");
  EXPECT_EQ(uri_encode("a b=c%2F+d/ü", true), "a%20b%3Dc%252F%2Bd/%C3%BC");
  EXPECT_EQ(uri_encode("a/b", false), "a%2Fb");
}

TEST(S3Address, QueryIsOrderedByEncodedName) {
  EXPECT_EQ(canonical_query({}), "");
  EXPECT_EQ(canonical_query({{"prefix", "a b/"}, {"list-type", "2"}, {"delete", ""}}),
            "delete=&list-type=2&prefix=a%20b%2F");
}

TEST(S3Address, AllThreeSchemesNamePlace) {
  for (const char* scheme : {"s3", "s3a", "s3n"}) {
    const auto location = S3Location::parse(std::string(scheme) + "://features/warehouse/db/");
    ASSERT_TRUE(location);
    EXPECT_EQ(location->scheme, scheme);
    EXPECT_EQ(location->bucket, "features");
    EXPECT_EQ(location->key, "warehouse/db");
  }
  EXPECT_EQ(S3Location::parse("s3://features")->key, "");
}

TEST(S3Address, MissingBucketIsRejected) {
  for (const char* uri : {"s3://", "s3:///a", "s3://a b/c", "s3://u:p@h/c", "gs://a/b", "/a/b", "s3:/a/b"})
    EXPECT_EQ(S3Location::parse(uri).error().kind, ErrorKind::kInvalidInput) << uri;
}

TEST(S3Address, EndpointPutsBucketInPathAndAmazonInHost) {
  const auto own = S3Address::of_bucket("raw", {.endpoint = "http://garage:3901/"});
  EXPECT_EQ(own->origin + own->path_of("a/b c"), "http://garage:3901/raw/a/b%20c");
  EXPECT_EQ(own->host, "garage:3901");
  EXPECT_EQ(own->path_of(""), "/raw");
  const auto amazon = S3Address::of_bucket("raw", {.region = "eu-central-1"});
  EXPECT_EQ(amazon->origin + amazon->path_of("a"), "https://raw.s3.eu-central-1.amazonaws.com/a");
  EXPECT_EQ(amazon->path_of(""), "/");
  EXPECT_EQ(S3Address::of_bucket("raw", {.region = "cn-north-1"})->host,
            "raw.s3.cn-north-1.amazonaws.com.cn");
}

TEST(S3Address, PathStyleIsSelectable) {
  const auto in_host = S3Address::of_bucket("raw", {.endpoint = "https://minio:9000", .path_style = false});
  EXPECT_EQ(in_host->origin, "https://raw.minio:9000");
  const auto in_path = S3Address::of_bucket("raw", {.region = "us-east-1", .path_style = true});
  EXPECT_EQ(in_path->origin + in_path->path_of("a"), "https://s3.us-east-1.amazonaws.com/raw/a");
}

TEST(S3Address, EndpointMayHavePathAndUsualPort) {
  const auto address = S3Address::of_bucket("raw", {.endpoint = "https://host:443/storage/s3"});
  EXPECT_EQ(address->host, "host");
  EXPECT_EQ(address->path_of("a"), "/storage/s3/raw/a");
}

TEST(S3Address, InvalidEndpointIsUsageErrorWithoutPassword) {
  for (const char* endpoint :
       {"garage:3901", "ftp://a", "http://", "http://user:hidden@host", "http://h/a?b"}) {
    const auto address = S3Address::of_bucket("raw", {.endpoint = endpoint});
    ASSERT_FALSE(address) << endpoint;
    EXPECT_EQ(address.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(address.error().message.find("hidden"), std::string::npos);
  }
}

}  // namespace
}  // namespace eigenlake
