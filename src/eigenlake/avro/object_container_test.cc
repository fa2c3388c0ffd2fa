// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/object_container.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake::avro {
namespace {

using testing::HasSubstr;

std::string read_test_file(const std::string& name) {
  std::ifstream stream(std::string(EIGENLAKE_SOURCE_DIR) + "/tests/data/" + name, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return std::move(text).str();
}

SchemaPtr point_schema() {
  return record("point", {required_field("id", primitive(Type::kLong), {attribute("field-id", 1)}),
                          optional_field("label", primitive(Type::kString), {attribute("field-id", 2)})});
}

std::vector<Value> points(int count) {
  std::vector<Value> values;
  for (int i = 0; i < count; ++i) {
    Value label = i % 3 == 0 ? Value() : Value("label " + std::to_string(i));
    values.push_back(Record{{int64_t{i} << 20, label}});
  }
  return values;
}

class EveryCodec : public testing::TestWithParam<Codec> {};

TEST_P(EveryCodec, RoundTripsManyBlocks) {
  ContainerWriterOptions options;
  options.codec = GetParam();
  options.block_bytes = 1000;
  options.metadata = {{"format-version", "2"}, {"content", "data"}};
  const auto file = write_container(point_schema(), points(5000), options);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(read_container(*file).value(), points(5000));
  const auto reader = ContainerReader::open(*file);
  EXPECT_EQ(reader->metadata("format-version"), "2");
  EXPECT_EQ(reader->metadata("content"), "data");
  EXPECT_EQ(reader->codec(), GetParam());
  EXPECT_EQ(reader->schema()->fields[1].int_attribute("field-id"), 2);
}

TEST_P(EveryCodec, TruncationEndsAtBlockBoundaryOrInError) {
  ContainerWriterOptions options;
  options.codec = GetParam();
  options.block_bytes = 100;
  const std::string file = write_container(point_schema(), points(40), options).value();
  for (size_t size = 0; size < file.size(); ++size) {
    const auto values = read_container(std::string_view(file).substr(0, size));
    EXPECT_LT(values ? values->size() : 0, 40U);
  }
}

TEST_P(EveryCodec, FlippedByteNeverCrashes) {
  ContainerWriterOptions options;
  options.codec = GetParam();
  const std::string file = write_container(point_schema(), points(20), options).value();
  for (size_t i = 0; i < file.size(); ++i) {
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      std::string damaged = file;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      (void)read_container(damaged);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryCodec,
                         testing::Values(Codec::kNull, Codec::kDeflate, Codec::kSnappy, Codec::kZstandard),
                         [](const auto& info) { return std::string(name_of(info.param)); });

TEST(ObjectContainer, ReadsFileOfPredecessor) {
  const auto values = read_container(read_test_file("record_example.avro"));
  ASSERT_TRUE(values.has_value()) << values.error().to_string();
  ASSERT_EQ(values->size(), 1U);
  EXPECT_EQ((*values)[0][2].as_string(), "sto3g");
}

TEST(ObjectContainer, EmptyFileHasSchemaAndNoValues) {
  const std::string file = write_container(point_schema(), {}).value();
  EXPECT_TRUE(read_container(file).value().empty());
}

}  // namespace
}  // namespace eigenlake::avro
