// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <gtest/gtest.h>

#include "eigenlake/avro/binary_test_data.h"

namespace eigenlake::avro {
namespace {

/// Random schemas and values that fit them.
class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  SchemaPtr schema(int depth) {
    const size_t choice = pick(depth > 0 ? 14 : 8);
    if (choice < 8) return primitive(static_cast<Type>(choice));
    switch (choice) {
      case 8:
        return array_of(schema(depth - 1));
      case 9:
        return map_of(schema(depth - 1));
      case 10:
        return fixed(name("f"), static_cast<int64_t>(pick(5)));
      case 11:
        return enumeration();
      case 12:
        return union_of({primitive(Type::kNull), non_union(depth - 1)});
      default:
        return record_of(depth - 1);
    }
  }

  Value value(const Schema& schema) {
    switch (schema.type) {
      case Type::kNull:
        return {};
      case Type::kBoolean:
        return pick(2) == 1;
      case Type::kInt:
        return static_cast<int32_t>(random_());
      case Type::kLong:
        return static_cast<int64_t>(random_() >> pick(64));
      case Type::kFloat:
        return static_cast<float>(pick(1000)) / 8;
      case Type::kDouble:
        return static_cast<double>(random_()) / 3;
      case Type::kBytes:
        return Bytes{bytes(pick(40))};
      case Type::kString:
        return std::string(pick(40), 'x') + "\u03b8";
      case Type::kFixed:
        return Bytes{bytes(static_cast<size_t>(schema.fixed_size))};
      case Type::kEnum:
        return Symbol{schema.symbols[pick(schema.symbols.size())]};
      case Type::kArray: {
        Array array;
        for (size_t i = pick(5); i > 0; --i) array.items.push_back(value(*schema.items));
        return array;
      }
      case Type::kMap: {
        Map map;
        for (size_t i = pick(5); i > 0; --i)
          map.entries.emplace_back(std::to_string(i), value(*schema.items));
        return map;
      }
      case Type::kUnion:
        return value(*schema.branches[pick(schema.branches.size())]);
      default: {
        Record record;
        for (const Field& field : schema.fields) record.fields.push_back(value(*field.type));
        return record;
      }
    }
  }

  size_t pick(size_t count) { return random_() % count; }

 private:
  std::string name(const char* prefix) { return prefix + std::to_string(++names_); }
  std::string bytes(size_t size) {
    std::string data;
    while (data.size() < size) data += static_cast<char>(random_());
    return data;
  }
  SchemaPtr non_union(int depth) {
    SchemaPtr result = schema(depth);
    while (result->type == Type::kUnion || result->type == Type::kNull) result = schema(depth);
    return result;
  }
  SchemaPtr enumeration() {
    auto schema = std::make_shared<Schema>();
    schema->type = Type::kEnum;
    schema->name = name("e");
    schema->symbols = {"A", "B", "C"};
    return schema;
  }
  SchemaPtr record_of(int depth) {
    std::vector<Field> fields;
    for (size_t i = pick(5); i > 0; --i) fields.push_back(required_field(name("x"), schema(depth)));
    return record(name("r"), std::move(fields));
  }

  std::mt19937_64 random_;
  int names_ = 0;
};

TEST(Property, RandomValuesOfRandomSchemasRoundTripAndSkip) {
  for (uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(seed);
    Generator generator(seed);
    const SchemaPtr schema = parse_schema(to_json(*generator.schema(4))).value();
    const Value value = generator.value(*schema);
    const std::string bytes = encoded(schema, value);
    ASSERT_EQ(decoded(bytes, schema, schema).value(), value) << to_json(*schema);
    BinaryCursor cursor(bytes);
    ASSERT_TRUE(ValueDecoder::create(schema)->skip(cursor).has_value() && cursor.at_end())
        << to_json(*schema);
  }
}

TEST(Property, RandomBytesOfRandomSchemasNeverCrash) {
  for (uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(seed);
    Generator generator(seed);
    const SchemaPtr schema = generator.schema(4);
    std::string bytes = encoded(schema, generator.value(*schema));
    for (size_t i = 0; i < bytes.size(); i += 1 + generator.pick(8))
      bytes[i] = static_cast<char>(generator.pick(256));
    const ValueDecoder decoder = ValueDecoder::create(schema).value();
    BinaryCursor cursor(bytes);
    (void)decoder.decode(cursor);
    BinaryCursor skipping(bytes);
    (void)decoder.skip(skipping);
  }
}

}  // namespace
}  // namespace eigenlake::avro
