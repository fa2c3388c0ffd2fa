// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eigenlake/http/testing/test_http_server.h"
#include "eigenlake/json/json.h"

namespace eigenlake::registry {

/// A registry with the used part of Confluent's API, as the handler of a TestHttpServer.
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
    if (!registers && !subjects.contains(subject))
      return {404, R"({"error_code": 40401, "message": "Subject not found"})", {}};
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

}  // namespace eigenlake::registry
