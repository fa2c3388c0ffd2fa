// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/secret.h"

namespace eigenlake::registry {

struct SchemaRegistryOptions {
  std::vector<std::string> urls = {};  ///< Tried in turn, the one that answered last first.
  std::string username = {};           ///< Basic authentication; none where it is empty.
  Secret password = {};
  std::string ca_file = {};
  std::string certificate_file = {};  ///< PEM, of the client; with key_file.
  std::string key_file = {};
  int timeout_ms = 10'000;  ///< Of one request.
  int attempts = 3;         ///< Over all URLs, with a pause that grows in between.
};

/// A schema as a registry has it.
struct RegisteredSchema {
  int32_t id = 0;
  int32_t version = 0;
  std::string schema;  ///< JSON
};

/// A Schema Registry with Confluent's API. Ids are cached for good: they never change.
///
/// Errors:  kUnavailable where no URL answers in time or all answer 5xx, with their messages; kUsage for 401,
///          403 and 422; kNotFound for unknown subjects and ids; kConflict (409) for an incompatible schema;
///          kCorrupt for an invalid answer.
/// Threads: may be called from several at once.
class SchemaRegistry {
 public:
  /// Errors: kUsage for an invalid URL.
  static Result<std::shared_ptr<SchemaRegistry>> create(const SchemaRegistryOptions& options);
  virtual ~SchemaRegistry() = default;

  /// The id of `schema_json` under the subject: looked up, and registered where it is missing.
  virtual Result<int32_t> id_of(const std::string& subject, std::string_view schema_json) = 0;
  /// The same without registering. None where the subject or the schema is missing.
  virtual Result<std::optional<int32_t>> find_id(const std::string& subject,
                                                 std::string_view schema_json) = 0;
  /// The text of a schema.
  virtual Result<std::string> schema_of(int32_t id) = 0;
  virtual Result<std::optional<RegisteredSchema>> latest(const std::string& subject) = 0;
  /// Of the subject, or the registry's where the subject has none.
  virtual Result<std::string> compatibility(const std::string& subject) = 0;
  virtual Result<> set_compatibility(const std::string& subject, const std::string& level) = 0;
};

}  // namespace eigenlake::registry
