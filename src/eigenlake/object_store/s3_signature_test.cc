// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_signature.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/http/uri_encode.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

static_assert(!fmt::is_formattable<Secret>::value, "a secret must not get into a message");

/// The example of Amazon's documentation: not a secret of anybody.
const S3Credentials& example_keys() {
  static const S3Credentials keys{Secret("AKIAIOSFODNN7EXAMPLE"),
                                  Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")};
  return keys;
}

constexpr int64_t kFriday = 1369353600;  // 2013-05-24T00:00:00Z
const std::pair<std::string, std::string> kHost = {"host", "examplebucket.s3.amazonaws.com"};

std::string value_of(const NameValues& headers, std::string_view name) {
  for (const auto& [found, value] : headers)
    if (found == name) return value;
  return {};
}

std::string signature_of(const SignableRequest& request) {
  const std::string text = value_of(sign(request, example_keys(), "us-east-1", kFriday), "authorization");
  return text.substr(text.find("Signature=") + 10);
}

// Amazon S3 API reference, "Signature Calculations for the Authorization Header: Transferring Payload in a
// Single Chunk", its four examples.

TEST(S3Signature, GetObjectAgreesWithDocumentation) {
  const SignableRequest request{"GET", "/test.txt", "", {kHost, {"range", "bytes=0-9"}}, ""};
  EXPECT_EQ(signature_of(request), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  EXPECT_EQ(value_of(sign(request, example_keys(), "us-east-1", kFriday), "authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(S3Signature, PutObjectAgreesWithDocumentation) {
  const std::string path = "/" + uri_encode("test$file.text", true);
  const SignableRequest request{
      "PUT",
      path,
      "",
      {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, kHost, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
      "Welcome to Amazon S3."};
  EXPECT_EQ(signature_of(request), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(S3Signature, GetBucketLifecycleAgreesWithDocumentation) {
  const std::string query = canonical_query({{"lifecycle", ""}});
  EXPECT_EQ(signature_of({"GET", "/", query, {kHost}, ""}),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(S3Signature, ListObjectsAgreesWithDocumentation) {
  const std::string query = canonical_query({{"prefix", "J"}, {"max-keys", "2"}});
  EXPECT_EQ(signature_of({"GET", "/", query, {kHost}, ""}),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(S3Signature, SessionTokenIsSentAndSigned) {
  S3Credentials keys = example_keys();
  keys.session_token = Secret("token");
  const NameValues proof = sign({"GET", "/test.txt", "", {kHost}, ""}, keys, "us-east-1", kFriday);
  EXPECT_EQ(value_of(proof, "x-amz-security-token"), "token");
  EXPECT_THAT(value_of(proof, "authorization"), HasSubstr("x-amz-date;x-amz-security-token,"));
}

TEST(S3Signature, SpacesInsideAHeaderCountOnce) {
  EXPECT_EQ(signature_of({"GET", "/", "", {kHost, {"x-amz-meta-a", "  b   c "}}, ""}),
            signature_of({"GET", "/", "", {kHost, {"x-amz-meta-a", "b c"}}, ""}));
}

}  // namespace
}  // namespace eigenlake
