// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/registry/schema_registry.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "eigenlake/http/http_client.h"
#include "eigenlake/http/uri_encode.h"
#include "eigenlake/json/json.h"

namespace eigenlake::registry {
namespace {

constexpr std::string_view kContentType = "application/vnd.schemaregistry.v1+json";
constexpr int kFirstPauseMs = 100;
constexpr int kPauseMsMax = 2'000;

/// The answer of one of the URLs.
struct Answer {
  int status = 0;
  Json body;
  std::string url;  ///< For messages.

  bool is_ok() const { return status / 100 == 2; }
  /// The registry's own message, or the status alone.
  std::string message() const {
    const bool has_message = body.is_object() && body.contains("message") && body["message"].is_string();
    return fmt::format("{} answered {}{}{}", url, status, has_message ? ": " : "",
                       has_message ? body["message"].get<std::string>() : "");
  }
};

Result<std::string> checked_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  const size_t scheme = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
  if (scheme == 0 || url.size() == scheme || url.find_first_of(" \t\n,?#") != std::string::npos)
    return fail(ErrorKind::kUsage, "invalid URL of a schema registry, {}; write http://HOST:PORT",
                url.find('@') == std::string::npos ? "'" + url + "'" : "which has a user or password");
  if (url.find('@') != std::string::npos)
    return fail(ErrorKind::kUsage,
                "the URL of a schema registry must not have a user or password before '{}'; they have "
                "settings of their own",
                url.substr(url.rfind('@')));
  return url;
}

bool may_succeed_later(int status) {
  return status >= 500 || status == 429 || status == 408;
}

ErrorKind kind_of(int status) {
  switch (status) {
    case 404:
      return ErrorKind::kNotFound;
    case 409:
      return ErrorKind::kConflict;
    default:
      return status >= 400 && status < 500 ? ErrorKind::kUsage : ErrorKind::kCorrupt;
  }
}

std::unexpected<Error> refused(const Answer& answer, std::string_view what) {
  return fail(kind_of(answer.status), "cannot {}: {}", what, answer.message());
}

/// The member of an answer. Errors: kCorrupt.
template <typename T>
Result<T> member(const Answer& answer, const char* name) {
  if (answer.body.is_object() && answer.body.contains(name)) {
    const Json& value = answer.body[name];
    if constexpr (std::is_same_v<T, std::string>) {
      if (value.is_string()) return value.get<std::string>();
    } else {
      if (value.is_number_integer()) return value.get<T>();
    }
  }
  return fail(ErrorKind::kCorrupt, "no '{}' in the answer of the schema registry {}", name, answer.url);
}

HttpOptions http_options(const SchemaRegistryOptions& options) {
  return {.ca_file = options.ca_file,
          .certificate_file = options.certificate_file,
          .key_file = options.key_file,
          .username = options.username,
          .password = options.password,
          .connect_timeout_ms = options.timeout_ms,
          .total_timeout_ms = options.timeout_ms};
}

class HttpSchemaRegistry final : public SchemaRegistry {
 public:
  HttpSchemaRegistry(std::vector<std::string> urls, const SchemaRegistryOptions& options)
      : urls_(std::move(urls)), attempts_(std::max(options.attempts, 1)), http_(http_options(options)) {}

  Result<int32_t> id_of(const std::string& subject, std::string_view schema_json) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_id(subject, schema_json));
    if (found) return *found;
    EIGENLAKE_ASSIGN_OR_RETURN(const Answer answer, post(versions_path(subject), schema_json));
    if (!answer.is_ok()) return refused(answer, fmt::format("register the schema of subject '{}'", subject));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto id, member<int32_t>(answer, "id"));
    remember(subject, schema_json, id);
    return id;
  }

  Result<std::optional<int32_t>> find_id(const std::string& subject, std::string_view schema_json) override {
    {
      const std::lock_guard lock(mutex_);
      const auto known = ids_.find({subject, std::string(schema_json)});
      if (known != ids_.end()) return known->second;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const Answer answer, post(subject_path(subject), schema_json));
    if (answer.status == 404) return std::nullopt;
    if (!answer.is_ok()) return refused(answer, fmt::format("look up a schema of subject '{}'", subject));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto id, member<int32_t>(answer, "id"));
    remember(subject, schema_json, id);
    return id;
  }

  Result<std::string> schema_of(int32_t id) override {
    {
      const std::lock_guard lock(mutex_);
      const auto known = schemas_.find(id);
      if (known != schemas_.end()) return known->second;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const Answer answer, send("GET", fmt::format("/schemas/ids/{}", id), ""));
    if (!answer.is_ok()) return refused(answer, fmt::format("find the schema with id {}", id));
    EIGENLAKE_ASSIGN_OR_RETURN(auto schema, member<std::string>(answer, "schema"));
    const std::lock_guard lock(mutex_);
    return schemas_.emplace(id, std::move(schema)).first->second;
  }

  Result<std::optional<RegisteredSchema>> latest(const std::string& subject) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const Answer answer, send("GET", versions_path(subject) + "/latest", ""));
    if (answer.status == 404) return std::nullopt;
    if (!answer.is_ok())
      return refused(answer, fmt::format("read the latest schema of subject '{}'", subject));
    RegisteredSchema schema;
    EIGENLAKE_ASSIGN_OR_RETURN(schema.id, member<int32_t>(answer, "id"));
    EIGENLAKE_ASSIGN_OR_RETURN(schema.version, member<int32_t>(answer, "version"));
    EIGENLAKE_ASSIGN_OR_RETURN(schema.schema, member<std::string>(answer, "schema"));
    return schema;
  }

  Result<std::string> compatibility(const std::string& subject) override {
    EIGENLAKE_ASSIGN_OR_RETURN(Answer answer, send("GET", config_path(subject), ""));
    if (answer.status == 404) {
      EIGENLAKE_ASSIGN_OR_RETURN(answer, send("GET", "/config", ""));
    }
    if (!answer.is_ok())
      return refused(answer, fmt::format("read the compatibility of subject '{}'", subject));
    return member<std::string>(answer, "compatibilityLevel");
  }

  Result<> set_compatibility(const std::string& subject, const std::string& level) override {
    const Json body = {{"compatibility", level}};
    EIGENLAKE_ASSIGN_OR_RETURN(const Answer answer, send("PUT", config_path(subject), body.dump()));
    if (!answer.is_ok())
      return refused(answer, fmt::format("set the compatibility of subject '{}' to {}", subject, level));
    return {};
  }

 private:
  static std::string subject_path(const std::string& subject) {
    return "/subjects/" + uri_encode(subject, false);
  }
  static std::string versions_path(const std::string& subject) { return subject_path(subject) + "/versions"; }
  static std::string config_path(const std::string& subject) {
    return "/config/" + uri_encode(subject, false);
  }

  void remember(const std::string& subject, std::string_view schema_json, int32_t id) {
    const std::lock_guard lock(mutex_);
    ids_.emplace(std::pair(subject, std::string(schema_json)), id);
  }

  Result<Answer> post(const std::string& path, std::string_view schema_json) {
    return send("POST", path, Json{{"schema", schema_json}}.dump());
  }

  /// Tries one URL after the other, in rounds. Every request may be sent twice.
  Result<Answer> send(const std::string& method, const std::string& path, const std::string& body) {
    std::vector<std::string> failures;
    int pause_ms = kFirstPauseMs;
    for (int attempt = 0; attempt < attempts_; ++attempt) {
      if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(jittered(pause_ms)));
      if (attempt > 0) pause_ms = std::min(2 * pause_ms, kPauseMsMax);
      failures.clear();
      const size_t first = preferred_;
      for (size_t i = 0; i < urls_.size(); ++i) {
        const size_t index = (first + i) % urls_.size();
        auto answer = ask(urls_[index], method, path, body);
        if (answer) {
          preferred_ = index;
          return std::move(*answer);
        }
        failures.push_back(std::move(answer).error());
      }
    }
    return fail(ErrorKind::kUnavailable, "no answer from the schema registry: {}", fmt::join(failures, "; "));
  }

  /// A final answer, or why there is none.
  std::expected<Answer, std::string> ask(const std::string& url, const std::string& method,
                                         const std::string& path, const std::string& body) {
    HttpRequest request{.method = method,
                        .url = url + path,
                        .headers = {{"Accept", std::string(kContentType)}},
                        .body = body};
    if (!body.empty()) request.headers.emplace_back("Content-Type", kContentType);
    const auto response = http_.send(request);
    if (!response) return std::unexpected(fmt::format("{}: {}", url, response.error().reason));
    Answer answer{response->status, {}, url};
    if (auto parsed = parse_json(response->body)) answer.body = std::move(*parsed);
    if (may_succeed_later(answer.status)) return std::unexpected(answer.message());
    return answer;
  }

  static int jittered(int pause_ms) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_int_distribution<int>(pause_ms / 2, pause_ms)(random);
  }

  const std::vector<std::string> urls_;
  const int attempts_;
  HttpClient http_;
  std::atomic<size_t> preferred_ = 0;  ///< Index of the URL that answered last.
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, int32_t> ids_;  ///< By subject and schema.
  std::map<int32_t, std::string> schemas_;
};

}  // namespace

Result<std::shared_ptr<SchemaRegistry>> SchemaRegistry::create(const SchemaRegistryOptions& options) {
  if (options.urls.empty()) return fail(ErrorKind::kUsage, "no URL of a schema registry");
  std::vector<std::string> urls;
  for (const std::string& url : options.urls) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto checked, checked_url(url));
    urls.push_back(std::move(checked));
  }
  return std::make_shared<HttpSchemaRegistry>(std::move(urls), options);
}

}  // namespace eigenlake::registry
