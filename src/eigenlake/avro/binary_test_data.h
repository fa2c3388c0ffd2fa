// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "eigenlake/avro/binary.h"

namespace eigenlake::avro {

inline SchemaPtr schema_of(std::string_view json) {
  return parse_schema(json).value();
}

inline std::string encoded(const SchemaPtr& schema, const Value& value) {
  std::string out;
  const auto done = encode(*schema, value, out);
  EXPECT_TRUE(done.has_value()) << done.error().to_string();
  return out;
}

inline Result<Value> decoded(std::string_view bytes, const SchemaPtr& writer, const SchemaPtr& reader) {
  EIGENLAKE_ASSIGN_OR_RETURN(const ValueDecoder decoder, ValueDecoder::create(writer, reader));
  BinaryCursor cursor(bytes);
  EIGENLAKE_ASSIGN_OR_RETURN(Value value, decoder.decode(cursor));
  EXPECT_TRUE(cursor.at_end());
  return value;
}

/// Writes with one schema, reads with another.
inline Result<Value> resolved(std::string_view writer, const Value& value, std::string_view reader) {
  return decoded(encoded(schema_of(writer), value), schema_of(writer), schema_of(reader));
}

inline std::string message(const Result<Value>& result) {
  return result ? "no error" : result.error().to_string();
}

}  // namespace eigenlake::avro
