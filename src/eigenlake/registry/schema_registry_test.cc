#include "eigenlake/registry/schema_registry.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/http/testing/test_http_server.h"
#include "eigenlake/json/json.h"

namespace eigenlake::registry {
namespace {

using testing::HasSubstr;

/// What a registry keeps, with the part of Confluent's API that we use.
class FakeRegistry {
 public:
  std::map<std::string, std::vector<std::string>> subjects;
  std::map<std::string, std::string> levels;
  int failures_left = 0;
  int failure_status = 500;

  TestReply operator()(const SeenRequest& request) {
    if (failures_left > 0) {
      --failures_left;
      return {failure_status, R"({"error_code": 50001, "message": "out of order"})", {}};
    }
    const auto body = request.body.empty() ? Json() : *parse_json(request.body);
    if (request.path.starts_with("/schemas/ids/")) return schema_of(std::stoul(request.path.substr(13)));
    if (request.path.starts_with("/config")) return config(request, body);
    const std::string rest = request.path.substr(10);
    const std::string subject = rest.substr(0, rest.find('/'));
    if (rest.ends_with("/latest")) return latest(subject);
    if (request.method == "POST") return post(subject, body["schema"], rest.ends_with("/versions"));
    return {405, "", {}};
  }

 private:
  std::vector<std::string> all_;  ///< Schemas; ids begin with 1.

  TestReply schema_of(size_t id) const {
    if (id < 1 || id > all_.size())
      return {404, R"({"error_code": 40403, "message": "Schema not found"})", {}};
    return {200, Json{{"schema", all_[id - 1]}}.dump(), {}};
  }

  TestReply config(const SeenRequest& request, const Json& body) {
    const std::string subject = request.path.size() > 8 ? request.path.substr(8) : "";
    if (request.method == "PUT") levels[subject] = body["compatibility"];
    if (!levels.contains(subject)) return {404, R"({"error_code": 40408, "message": "none"})", {}};
    return {200, Json{{"compatibilityLevel", levels[subject]}}.dump(), {}};
  }

  TestReply latest(const std::string& subject) {
    if (!subjects.contains(subject))
      return {404, R"({"error_code": 40401, "message": "Subject not found"})", {}};
    const auto& schemas = subjects[subject];
    return {
        200,
        Json{{"id", id_of(schemas.back())}, {"version", schemas.size()}, {"schema", schemas.back()}}.dump(),
        {}};
  }

  TestReply post(const std::string& subject, const std::string& schema, bool registers) {
    auto& schemas = subjects[subject];
    const bool is_there = std::ranges::find(schemas, schema) != schemas.end();
    if (!is_there && !registers) return {404, R"({"error_code": 40403, "message": "Schema not found"})", {}};
    if (!is_there && !schemas.empty() && levels.contains(subject) && levels[subject] != "NONE")
      return {409, R"({"error_code": 409, "message": "incompatible with an earlier schema"})", {}};
    if (!is_there) schemas.push_back(schema);
    if (std::ranges::find(all_, schema) == all_.end()) all_.push_back(schema);
    return {200, Json{{"id", id_of(schema)}}.dump(), {}};
  }

  int64_t id_of(const std::string& schema) const {
    return std::ranges::find(all_, schema) - all_.begin() + 1;
  }
};

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

TEST_F(Registry, ASchemaIsRegisteredOnceAndItsIdRemembered) {
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

TEST_F(Registry, TheLatestSchemaOfASubjectIsTold) {
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

TEST_F(Registry, AnUnknownIdIsNotFoundInTheRegistrysWords) {
  const auto schema = open()->schema_of(77);
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(schema.error().message, HasSubstr("Schema not found"));
  EXPECT_THAT(schema.error().message, HasSubstr("77"));
  EXPECT_THAT(schema.error().message, HasSubstr(server_.endpoint()));
}

TEST_F(Registry, TheCompatibilityOfASubjectComesBeforeThatOfTheRegistry) {
  fake_.levels[""] = "BACKWARD";
  const auto registry = open();
  EXPECT_EQ(registry->compatibility("t-value").value(), "BACKWARD");
  ASSERT_TRUE(registry->set_compatibility("t-value", "NONE"));
  EXPECT_EQ(registry->compatibility("t-value").value(), "NONE");
}

TEST_F(Registry, AnIncompatibleSchemaIsAConflict) {
  const auto registry = open();
  ASSERT_TRUE(registry->id_of("t-value", "\"long\""));
  ASSERT_TRUE(registry->set_compatibility("t-value", "FULL"));
  const auto id = registry->id_of("t-value", "\"string\"");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(id.error().message, HasSubstr("incompatible with an earlier schema"));
}

TEST_F(Registry, AnswersThatMayChangeAreAskedForAgain) {
  fake_.failures_left = 2;
  EXPECT_EQ(open()->id_of("t-value", "\"long\"").value(), 1);
  fake_.failures_left = 1;
  fake_.failure_status = 429;
  EXPECT_EQ(open()->id_of("t-value", "\"int\"").value(), 2);
}

TEST_F(Registry, ARegistryThatStaysOutOfOrderIsUnavailableInItsWords) {
  fake_.failures_left = 1000;
  const auto id = open()->id_of("t-value", "\"long\"");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(id.error().message, HasSubstr("500: out of order"));
}

TEST_F(Registry, ARefusalIsNotAskedForAgain) {
  fake_.failures_left = 1000;
  fake_.failure_status = 401;
  const auto id = open()->id_of("t-value", "\"long\"");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(server_.seen().size(), 1U);
}

TEST_F(Registry, OneUrlThatAnswersIsEnoughAndIsAskedFirstFromThenOn) {
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

TEST_F(Registry, ASilentRegistryIsGivenUpInTime) {
  TestHttpServer silent{[](const SeenRequest&) { return TestReply{.kind = TestReply::Kind::kSilence}; }};
  const auto begun = std::chrono::steady_clock::now();
  const auto id = open({.urls = {silent.endpoint()}, .timeout_ms = 100, .attempts = 2})->schema_of(1);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

TEST_F(Registry, AuthenticationIsSentAndNeverShown) {
  fake_.failures_left = 1;
  fake_.failure_status = 403;
  const auto registry = open({.username = "anna", .password = Secret("open sesame")});
  const auto refused = registry->schema_of(1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().to_string().find("sesame"), std::string::npos);
  EXPECT_EQ(server_.seen().front().headers.at("authorization"), "Basic YW5uYTpvcGVuIHNlc2FtZQ==");
}

TEST_F(Registry, AnAnswerThatIsNoneIsCorrupt) {
  TestHttpServer other{[](const SeenRequest&) { return TestReply{200, "<html>welcome</html>", {}}; }};
  const auto schema = open({.urls = {other.endpoint()}})->schema_of(1);
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().kind, ErrorKind::kCorrupt);
}

TEST(RegistryOptions, AUrlWithAPasswordIsRefusedWithoutShowingIt) {
  for (const char* url : {"localhost:8081", "ftp://localhost", "http://", "http://a b"})
    EXPECT_EQ(SchemaRegistry::create({.urls = {url}}).error().kind, ErrorKind::kUsage) << url;
  const auto registry = SchemaRegistry::create({.urls = {"http://anna:sesame@localhost:8081"}});
  ASSERT_FALSE(registry);
  EXPECT_EQ(registry.error().message.find("sesame"), std::string::npos);
  EXPECT_EQ(SchemaRegistry::create({}).error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake::registry
