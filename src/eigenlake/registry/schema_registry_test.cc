// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/registry/schema_registry.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/http/testing/test_http_server.h"
#include "eigenlake/registry/testing/fake_registry.h"

namespace eigenlake::registry {
namespace {

using testing::HasSubstr;

class Registry : public testing::Test {
 protected:
  std::shared_ptr<SchemaRegistry> open(SchemaRegistryOptions options = {}) {
    if (options.urls.empty()) options.urls = {server_.endpoint()};
    auto registry = SchemaRegistry::create(options);
    EXPECT_TRUE(registry) << registry.error().to_string();
    return *registry;
  }

  FakeRegistry fake_;
  TestHttpServer server_{std::ref(fake_)};
};

TEST_F(Registry, SchemaIsRegisteredOnce) {
  const auto registry = open();
  EXPECT_FALSE(registry->find_id("t-value", "\"long\"").value().has_value());
  EXPECT_EQ(registry->id_of("t-value", "\"long\"").value(), 1);
  EXPECT_EQ(registry->id_of("t-value", "\"string\"").value(), 2);
  const size_t asked = server_.seen().size();
  EXPECT_EQ(registry->id_of("t-value", "\"long\"").value(), 1);
  EXPECT_EQ(server_.seen().size(), asked);
  EXPECT_EQ(open()->find_id("t-value", "\"long\"").value().value(), 1);
  EXPECT_EQ(fake_.subjects["t-value"].size(), 2U);
}

TEST_F(Registry, SchemasAreFoundByIdAndBySubject) {
  const auto registry = open();
  ASSERT_EQ(registry->id_of("with space/value", "\"long\""), 1);
  EXPECT_EQ(registry->schema_of(1).value(), "\"long\"");
  const size_t asked = server_.seen().size();
  EXPECT_EQ(registry->schema_of(1).value(), "\"long\"");
  EXPECT_EQ(server_.seen().size(), asked);
  EXPECT_EQ(server_.seen().front().target, "/subjects/with%20space%2Fvalue");
}

TEST_F(Registry, LatestSchemaOfASubjectIsRead) {
  const auto registry = open();
  EXPECT_FALSE(registry->latest("t-value").value().has_value());
  ASSERT_TRUE(registry->id_of("t-value", "\"long\""));
  ASSERT_TRUE(registry->id_of("t-value", "\"int\""));
  const auto latest = registry->latest("t-value");
  ASSERT_TRUE(latest && *latest);
  EXPECT_EQ((*latest)->id, 2);
  EXPECT_EQ((*latest)->version, 2);
  EXPECT_EQ((*latest)->schema, "\"int\"");
}

TEST_F(Registry, UnknownIdHasTheRegistrysMessage) {
  const auto schema = open()->schema_of(77);
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(schema.error().message, HasSubstr("Schema not found"));
  EXPECT_THAT(schema.error().message, HasSubstr("77"));
  EXPECT_THAT(schema.error().message, HasSubstr(server_.endpoint()));
}

TEST_F(Registry, SubjectsCompatibilityWinsOverTheRegistrys) {
  fake_.levels[""] = "BACKWARD";
  const auto registry = open();
  EXPECT_EQ(registry->compatibility("t-value").value(), "BACKWARD");
  ASSERT_TRUE(registry->set_compatibility("t-value", "NONE"));
  EXPECT_EQ(registry->compatibility("t-value").value(), "NONE");
}

TEST_F(Registry, IncompatibleSchemaIsAConflict) {
  const auto registry = open();
  ASSERT_TRUE(registry->id_of("t-value", "\"long\""));
  ASSERT_TRUE(registry->set_compatibility("t-value", "FULL"));
  const auto id = registry->id_of("t-value", "\"string\"");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(id.error().message, HasSubstr("incompatible with an earlier schema"));
}

TEST_F(Registry, TemporaryErrorsAreRetried) {
  fake_.failures_left = 2;
  EXPECT_EQ(open()->id_of("t-value", "\"long\"").value(), 1);
  fake_.failures_left = 1;
  fake_.failure_status = 429;
  EXPECT_EQ(open()->id_of("t-value", "\"int\"").value(), 2);
}

TEST_F(Registry, FailingRegistryIsUnavailable) {
  fake_.failures_left = 1000;
  const auto id = open()->id_of("t-value", "\"long\"");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(id.error().message, HasSubstr("500: out of order"));
}

TEST_F(Registry, RejectionIsNotRetried) {
  fake_.failures_left = 1000;
  fake_.failure_status = 401;
  const auto id = open()->id_of("t-value", "\"long\"");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(server_.seen().size(), 1U);
}

TEST_F(Registry, AnsweringUrlIsTriedFirstFromThenOn) {
  std::string gone;
  size_t asked_of_broken = 0;
  {
    TestHttpServer closed{[](const SeenRequest&) { return TestReply{}; }};
    gone = closed.endpoint();
  }
  TestHttpServer broken{[&](const SeenRequest&) {
    ++asked_of_broken;
    return TestReply{503, "", {}};
  }};
  const auto registry = open({.urls = {gone, broken.endpoint() + "/", server_.endpoint()}});
  EXPECT_EQ(registry->id_of("t-value", "\"long\"").value(), 1);
  EXPECT_EQ(asked_of_broken, 1U);
  EXPECT_EQ(registry->id_of("t-value", "\"int\"").value(), 2);
  EXPECT_EQ(asked_of_broken, 1U);
}

TEST_F(Registry, SilentRegistryTimesOut) {
  TestHttpServer silent{[](const SeenRequest&) { return TestReply{.kind = TestReply::Kind::kSilence}; }};
  const auto begun = std::chrono::steady_clock::now();
  const auto id = open({.urls = {silent.endpoint()}, .timeout_ms = 100, .attempts = 2})->schema_of(1);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

TEST_F(Registry, PasswordIsSentAndNeverShown) {
  fake_.failures_left = 1;
  fake_.failure_status = 403;
  const auto registry = open({.username = "anna", .password = Secret("open sesame")});
  const auto refused = registry->schema_of(1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().to_string().find("sesame"), std::string::npos);
  EXPECT_EQ(server_.seen().front().headers.at("authorization"), "Basic YW5uYTpvcGVuIHNlc2FtZQ==");
}

TEST_F(Registry, InvalidAnswerIsCorrupt) {
  TestHttpServer other{[](const SeenRequest&) { return TestReply{200, "<html>welcome</html>", {}}; }};
  const auto schema = open({.urls = {other.endpoint()}})->schema_of(1);
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().kind, ErrorKind::kCorrupt);
}

TEST(RegistryOptions, UrlWithPasswordIsRejectedWithoutShowingIt) {
  for (const char* url : {"localhost:8081", "ftp://localhost", "http://", "http://a b"})
    EXPECT_EQ(SchemaRegistry::create({.urls = {url}}).error().kind, ErrorKind::kUsage) << url;
  const auto registry = SchemaRegistry::create({.urls = {"http://anna:sesame@localhost:8081"}});
  ASSERT_FALSE(registry);
  EXPECT_EQ(registry.error().message.find("sesame"), std::string::npos);
  EXPECT_EQ(SchemaRegistry::create({}).error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake::registry
