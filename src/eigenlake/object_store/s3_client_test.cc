// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/object_store/fake_s3.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = TestReply::Kind;

TestReply s3_error(int status, const std::string& code, std::map<std::string, std::string> headers = {}) {
  return {status, "<Error><Code>" + code + "</Code><Message>It is so.</Message></Error>", std::move(headers)};
}

/// A client of a server that gives these replies one after the other, the last one forever.
class S3ClientTest : public testing::Test {
 protected:
  std::shared_ptr<S3Client> client_of(std::vector<TestReply> replies, S3Options options = {}) {
    server_ =
        std::make_unique<TestHttpServer>([replies = std::move(replies), n = size_t{0}](const auto&) mutable {
          return replies[std::min(n++, replies.size() - 1)];
        });
    return client_at(server_->endpoint(), std::move(options));
  }
  std::shared_ptr<S3Client> client_at(std::string endpoint, S3Options options = {}) {
    options.endpoint = std::move(endpoint);
    options.credentials = {Secret("ACCESSKEY"), Secret("secretkey"), Secret("sessiontoken")};
    S3Clock clock = S3Clock::system();
    clock.sleep_for = [this](std::chrono::milliseconds time) { slept_.push_back(time.count()); };
    clock.uniform = [] { return 0.5; };
    auto client = S3Client::open("bucket", std::move(options), std::move(clock));
    EXPECT_TRUE(client) << client.error().to_string();
    return *client;
  }
  Error error_of(std::vector<TestReply> replies, const S3Request& request = {.method = "GET", .key = "a"}) {
    const auto response = client_of(std::move(replies))->call(request);
    EXPECT_FALSE(response);
    return response ? Error{} : response.error();
  }

  std::unique_ptr<TestHttpServer> server_;
  std::vector<int64_t> slept_;
};

TEST(RetryPolicy, DelaysDoubleUpToLimitWithJitter) {
  const RetryPolicy policy{.retries_max = 9, .first_delay_ms = 100, .delay_ms_max = 1000};
  EXPECT_EQ(policy.delay_ms(0, 0.5), 50);
  EXPECT_EQ(policy.delay_ms(2, 0.5), 200);
  EXPECT_EQ(policy.delay_ms(60, 0.5), 500);
  EXPECT_EQ(policy.delay_ms(3, 0.0), 0);
}

TEST_F(S3ClientTest, TransientErrorsAreRetriedWithLongerWaits) {
  const auto client = client_of({s3_error(500, "InternalError"),
                                 s3_error(503, "SlowDown"),
                                 s3_error(429, ""),
                                 s3_error(400, "RequestTimeout"),
                                 {200, "yes", {}}});
  EXPECT_EQ(client->call({.method = "GET", .key = "a"})->body, "yes");
  EXPECT_EQ(slept_, (std::vector<int64_t>{50, 100, 200, 400}));
  EXPECT_EQ(server_->seen().size(), 5u);
}

TEST_F(S3ClientTest, RetryAfterIsObeyed) {
  const auto client = client_of({s3_error(503, "SlowDown", {{"Retry-After", "3"}}), {200, "yes", {}}});
  EXPECT_TRUE(client->call({.method = "GET", .key = "a"}));
  EXPECT_EQ(slept_, std::vector<int64_t>{3000});
}

TEST_F(S3ClientTest, PermanentErrorsAreNotRetried) {
  for (const int status : {400, 403, 404, 409, 412, 416, 501}) {
    EXPECT_FALSE(client_of({s3_error(status, "No")})->call({.method = "PUT", .key = "a"}));
    EXPECT_EQ(server_->seen().size(), 1u) << status;
  }
}

TEST_F(S3ClientTest, LastTryEndsAsUnavailable) {
  const auto client = client_of({s3_error(503, "SlowDown")}, {.retry = {.retries_max = 2}});
  const auto response = client->call({.method = "GET", .key = "a"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(response.error().message, AllOf(HasSubstr("503 SlowDown"), HasSubstr("3 tries")));
  EXPECT_EQ(server_->seen().size(), 3u);
}

TEST_F(S3ClientTest, CutConnectionsAndBodiesAreRetried) {
  const auto client =
      client_of({{.kind = Kind::kCut}, {.body = "0123456789", .kind = Kind::kCutBody}, {.body = "yes"}});
  const auto answer = client->send({.method = "PUT", .key = "a", .body = "content"});
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->response.body, "yes");
  EXPECT_TRUE(answer->maybe_done_before);
  for (const SeenRequest& request : server_->seen()) EXPECT_EQ(request.body, "content");
}

TEST_F(S3ClientTest, StalledServerTimesOut) {
  const auto client =
      client_of({{.kind = Kind::kSilence}}, {.retry = {.retries_max = 0}, .stall_timeout_s = 1});
  const auto response = client->call({.method = "GET", .key = "a"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
}

TEST_F(S3ClientTest, MissingServerIsUnavailableWithoutEffect) {
  std::string endpoint;
  {
    endpoint = TestHttpServer([](const auto&) { return TestReply{}; }).endpoint();
  }
  const auto response =
      client_at(endpoint, {.retry = {.retries_max = 1}})->call({.method = "GET", .key = "a"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(response.error().message, AllOf(HasSubstr(endpoint), HasSubstr("s3-endpoint")));
}

TEST_F(S3ClientTest, ErrorBehindGoodStatusIsError) {
  const auto client =
      client_of({s3_error(200, "InternalError"), {200, "<CompleteMultipartUploadResult/>", {}}});
  EXPECT_TRUE(client->call({.method = "POST", .key = "a", .query = {{"uploadId", "1"}}}));
  EXPECT_EQ(server_->seen().size(), 2u);
}

TEST_F(S3ClientTest, RefusalsHaveTheirErrorKind) {
  EXPECT_EQ(error_of({s3_error(404, "NoSuchKey")}).kind, ErrorKind::kNotFound);
  EXPECT_EQ(error_of({s3_error(412, "PreconditionFailed")}).kind, ErrorKind::kAlreadyExists);
  EXPECT_EQ(error_of({s3_error(403, "AccessDenied")}).kind, ErrorKind::kStore);
  EXPECT_EQ(error_of({s3_error(501, "NotImplemented")}).kind, ErrorKind::kUnsupported);
  EXPECT_EQ(error_of({s3_error(404, "NoSuchBucket")}).kind, ErrorKind::kStore)
      << "else every object would be missing";
  EXPECT_EQ(error_of({s3_error(400, "Odd")}).kind, ErrorKind::kStore);
}

TEST_F(S3ClientTest, RefusalsNamePlaceAndSetting) {
  EXPECT_THAT(error_of({s3_error(404, "NoSuchBucket")}).message,
              AllOf(HasSubstr("no bucket bucket"), HasSubstr("s3-endpoint")));
  EXPECT_THAT(error_of({s3_error(403, "InvalidAccessKeyId")}).message,
              AllOf(HasSubstr("s3-access-key"), HasSubstr("s3://bucket/a at http://127.0.0.1")));
  EXPECT_THAT(error_of({s3_error(403, "SignatureDoesNotMatch")}).message,
              AllOf(HasSubstr("s3-secret-key"), HasSubstr("us-east-1")));
  EXPECT_THAT(error_of({s3_error(400, "AuthorizationHeaderMalformed")}).message, HasSubstr("s3-region"));
  EXPECT_THAT(error_of({s3_error(301, "PermanentRedirect", {{"x-amz-bucket-region", "eu-west-1"}})}).message,
              HasSubstr("expected region eu-west-1, found us-east-1"));
  EXPECT_THAT(
      error_of({s3_error(403, "RequestTimeTooSkewed", {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}})}).message,
      AllOf(HasSubstr("clock"), HasSubstr("24 May 2013")));
}

TEST_F(S3ClientTest, SecretsRepeatedByServerAreHidden) {
  const TestReply echo{
      403, "<Error><Code>AccessDenied</Code><Message>ACCESSKEY secretkey sessiontoken</Message></Error>", {}};
  const Error error = error_of({echo});
  for (const char* secret : {"ACCESSKEY", "secretkey", "sessiontoken"})
    EXPECT_THAT(error.message, Not(HasSubstr(secret)));
}

TEST_F(S3ClientTest, SecretsAreNotSent) {
  const auto client = client_of({{}});
  ASSERT_TRUE(client->call({.method = "GET", .key = "a b/c=d"}));
  const SeenRequest seen = server_->seen().front();
  EXPECT_EQ(seen.target, "/bucket/a%20b/c%3Dd");
  EXPECT_EQ(seen.headers.at("x-amz-security-token"), "sessiontoken");
  for (const auto& [name, value] : seen.headers) EXPECT_THAT(value, Not(HasSubstr("secretkey"))) << name;
}

TEST_F(S3ClientTest, OneConnectionServesManyRequests) {
  const auto client = client_of({{}});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->call({.method = "PUT", .key = "a", .body = "x"}));
  EXPECT_EQ(server_->num_connections(), 1u);
}

TEST(S3ClientOptions, InvalidOptionsAreUsageErrorsBeforeAnyRequest) {
  const S3Credentials keys{Secret("A"), Secret("s")};
  const auto kind_of = [](S3Options options) { return S3Client::open("b", std::move(options)).error().kind; };
  EXPECT_EQ(kind_of({}), ErrorKind::kUsage);
  EXPECT_EQ(kind_of({.region = "eu west", .credentials = keys}), ErrorKind::kUsage);
  EXPECT_EQ(kind_of({.credentials = keys, .part_size_bytes = 1}), ErrorKind::kUsage);
  EXPECT_EQ(kind_of({.credentials = {Secret("A"), Secret("s\r\nx: y")}}), ErrorKind::kUsage);
  EXPECT_EQ(kind_of({.endpoint = "garage", .credentials = keys}), ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
