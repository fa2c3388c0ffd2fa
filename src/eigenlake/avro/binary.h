// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/limits.h"
#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/value.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

/// Appends `value` in binary encoding.
///
/// An int stands for a long, float or double, a long or float for a double, where the schema asks for one.
/// Errors: kInvalidInput with the path of the first value that does not fit the schema; `out` then ends in
///         the middle of a value.
Result<void> encode(const Schema& schema, const Value& value, std::string& out);

/// Reads values written with one schema as values of another: numbers are promoted, fields are matched by
/// name (or by the reader's aliases) in any order, missing ones take their default, unknown ones are skipped,
/// unions are resolved branch by branch. Records match whatever they are called.
///
/// Threads: const methods may be called from several threads.
/// Source:  Apache Avro 1.12 specification, "Schema Resolution".
class ValueDecoder {
 public:
  /// Errors: kUnsupported with the path, when no value of `writer` could be read as `reader`.
  static Result<ValueDecoder> create(SchemaPtr writer, SchemaPtr reader);
  static Result<ValueDecoder> create(SchemaPtr schema) { return create(schema, schema); }

  /// Errors: kCorrupt or kResourceLimit with the byte's place; kUnsupported for a union branch or enum symbol
  ///         that the reader's schema lacks.
  Result<Value> decode(BinaryCursor& cursor) const;
  /// Reads past one value.
  Result<void> skip(BinaryCursor& cursor) const;

  const SchemaPtr& writer_schema() const { return writer_; }
  const SchemaPtr& reader_schema() const { return reader_; }

 private:
  struct Plan;
  ValueDecoder() = default;
  SchemaPtr writer_;
  SchemaPtr reader_;
  std::shared_ptr<const Plan> plan_;
};

}  // namespace eigenlake::avro
