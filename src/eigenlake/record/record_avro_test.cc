// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/object_container.h"
#include "eigenlake/compression/testing/compressed.h"
#include "eigenlake/json/json.h"
#include "eigenlake/record/record_decoder.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/record/testing/record_test_data.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;

/// Two records are the same when they have the same bytes.
RunRecord the_record_of(std::string_view file) {
  const auto records = read_records(file);
  EXPECT_TRUE(records.has_value()) << records.error().to_string();
  EXPECT_EQ(records ? records->size() : 0, 1U);
  return records && !records->empty() ? records->front() : RunRecord();
}

/// The record as written by a producer whose schema was changed by `change`.
template <typename Change>
Result<RunRecord> read_with_changed_schema(const RunRecord& record, Change change) {
  Json json = parse_json(record_schema_json()).value();
  change(json);
  const auto writer = avro::parse_schema(json.dump()).value();
  const auto values =
      avro::read_container(write_records_avro({&record, 1}, avro::Codec::kNull).value(), writer);
  if (!values) return std::unexpected(values.error());
  const std::string file = avro::write_container(writer, *values).value();
  EIGENLAKE_ASSIGN_OR_RETURN(auto records, read_records(file));
  return std::move(records[0]);
}

Json& initial_data_fields(Json& schema) {
  return schema["fields"][0]["type"]["fields"][0]["type"]["fields"];
}

TEST(RecordSchema, IsTheFileInSchemas) {
  const Json file = parse_json(repository_file("schemas/vqe_decorated_result.avsc")).value();
  EXPECT_EQ(parse_json(record_schema_json()).value(), file);
}

TEST(RecordSchema, AddsTwoOptionalFieldsToThePredecessors) {
  Json old = parse_json(repository_file("schemas/vqe_decorated_result_v1.avsc")).value();
  for (const char* name : {"run_options", "diagnostics"}) {
    old["fields"].push_back(Json{{"name", name}, {"type", {"null", "string"}}, {"default", nullptr}});
  }
  EXPECT_EQ(parse_json(record_schema_json()).value(), old);
}

TEST(RecordAvro, RoundTripsWithEveryCodec) {
  const std::vector<RunRecord> records = {sample_record(30, 16), sample_record(1, 0), RunRecord()};
  for (const auto codec :
       {avro::Codec::kNull, avro::Codec::kDeflate, avro::Codec::kSnappy, avro::Codec::kZstandard}) {
    const auto back = read_records(write_records_avro(records, codec).value());
    ASSERT_TRUE(back.has_value()) << back.error().to_string();
    ASSERT_EQ(back->size(), records.size());
    for (size_t i = 0; i < records.size(); ++i) EXPECT_EQ(bytes_of((*back)[i]), bytes_of(records[i]));
  }
}

TEST(RecordAvro, TheEncoderFollowsTheSchemaFieldByField) {
  const RunRecord record = sample_record(3, 2);
  const auto decoder = avro::ValueDecoder::create(record_schema()).value();
  const std::string bytes = bytes_of(record);
  avro::BinaryCursor cursor(bytes);
  const auto value = decoder.decode(cursor);
  ASSERT_TRUE(value.has_value()) << value.error().to_string();
  EXPECT_TRUE(cursor.at_end());
  const avro::Value& initial_data = (*value)[0][0];
  EXPECT_EQ(initial_data[0].as_string(), record.backend);
  EXPECT_EQ(initial_data[8].as_int(), 1024);
  EXPECT_EQ((*value)[0][1].as_array()[2][1].as_array()[1].as_double(), record.iteration_parameters[5]);
  EXPECT_EQ((*value)[7].as_int(), 3);
  std::string again;
  ASSERT_TRUE(avro::encode(*record_schema(), *value, again).has_value());
  EXPECT_EQ(again, bytes);
}

TEST(RecordAvro, ReadsThePredecessorsRecord) {
  const RunRecord record = the_record_of(repository_file("tests/data/record_example.avro"));
  EXPECT_EQ(record.backend, "aer_simulator_statevector");
  EXPECT_EQ(record.hamiltonian.size(), 15U);
  EXPECT_EQ(record.hamiltonian[1].label, "IIIZ");
  EXPECT_EQ(record.hamiltonian[1].real, 0.17119774903432983);
  EXPECT_EQ(record.iteration_list.size(), 40U);
  EXPECT_EQ(record.iteration_parameters.size(), 40U * 16);
  EXPECT_EQ(record.minimum, -1.7249018561169691);
  EXPECT_EQ(record.success, false);
  EXPECT_EQ(record.nit, std::nullopt);
  EXPECT_EQ(record.masses, (std::vector<double>{1.008, 1.008}));
  EXPECT_EQ(record.run_options, std::nullopt);
}

TEST(RecordAvro, ReadsRenamedRecordsReorderedAndUnknownFields) {
  const RunRecord record = sample_record(4, 3);
  const auto back = read_with_changed_schema(record, [](Json& schema) {
    schema["name"] = "ConnectDefault";
    schema["namespace"] = "io.confluent.connect.avro";
    schema["fields"][0]["type"]["name"] = "ConnectDefault2";
    std::reverse(schema["fields"].begin(), schema["fields"].end());
    Json extra = {
        {"name", "extra"}, {"type", {{"type", "map"}, {"values", "string"}}}, {"default", Json::object()}};
    schema["fields"].insert(schema["fields"].begin(), extra);
  });
  ASSERT_TRUE(back.has_value()) << back.error().to_string();
  EXPECT_EQ(bytes_of(*back), bytes_of(record));
}

TEST(RecordAvro, PromotesNumbersAndReadsUnionsInEitherOrder) {
  RunRecord record = sample_record(2, 0);
  record.initial_parameters.clear();
  const auto back = read_with_changed_schema(record, [](Json& schema) {
    for (Json& field : initial_data_fields(schema)) {
      if (field["name"] == "num_qubits") field["type"] = "long";
      if (field["name"] == "seed") field = {{"name", "seed"}, {"type", {"long", "null"}}};
      if (field["name"] == "backend") field["type"] = {"null", "string"};
    }
  });
  ASSERT_TRUE(back.has_value()) << back.error().to_string();
  EXPECT_EQ(bytes_of(*back), bytes_of(record));
}

TEST(RecordAvro, AbsentOptionalFieldsTakeDefaults) {
  const auto back = read_with_changed_schema(sample_record(2, 2), [](Json& schema) {
    Json& fields = initial_data_fields(schema);
    std::erase_if(fields.get_ref<Json::array_t&>(),
                  [](const Json& field) { return field.contains("default"); });
    std::erase_if(schema["fields"].get_ref<Json::array_t&>(),
                  [](const Json& field) { return field.contains("default"); });
  });
  ASSERT_TRUE(back.has_value()) << back.error().to_string();
  EXPECT_EQ(back->init_strategy, "random");
  EXPECT_EQ(back->seed, std::nullopt);
  EXPECT_EQ(back->exact_estimator, false);
  EXPECT_EQ(back->run_options, std::nullopt);
}

TEST(RecordAvro, MissingRequiredFieldIsNamed) {
  const auto back = read_with_changed_schema(sample_record(2, 2), [](Json& schema) {
    Json& fields = initial_data_fields(schema);
    fields.erase(fields.begin());
  });
  EXPECT_THAT(back.error().to_string(), HasSubstr("no field vqe_result.initial_data.backend"));
}

TEST(RecordAvro, FieldOfWrongTypeIsNamed) {
  const auto writer =
      avro::parse_schema(R"({"type":"record","name":"r","fields":[{"name":"basis_set","type":"double"}]})");
  EXPECT_THAT(RecordDecoder::create(*writer).error().to_string(),
              HasSubstr("expected a string for the field basis_set, found Avro type double"));
}

TEST(RecordAvro, ErrorNamesTheRecord) {
  const std::vector<RunRecord> records = {sample_record(2, 2), sample_record(2, 2)};
  std::string file = write_records_avro(records, avro::Codec::kNull).value();
  const size_t label = file.rfind("XXYY");
  file[label] = '\xff';
  EXPECT_THAT(read_records(file).error().to_string(), HasSubstr("while reading record 2"));
}

TEST(RecordAvro, DamagedValueNamesItsFieldAndByte) {
  const RunRecord record = sample_record(1, 2);
  std::string body = bytes_of(record);
  const size_t flag = body.rfind("\x02\x01", body.find("angstrom"));  // success: branch 1, true
  const auto schema = avro::parse_schema(record_schema_json()).value();
  const auto decoder = RecordDecoder::create(schema).value();
  const auto message_of = [&](const std::string& bytes) {
    avro::BinaryCursor cursor(bytes, {}, 100);
    RunRecord ignored;
    const auto decoded = decoder.decode(cursor, ignored);
    return decoded ? std::string("no error") : decoded.error().to_string();
  };
  ASSERT_NE(flag, std::string::npos);
  body[flag + 1] = 7;
  EXPECT_EQ(
      message_of(body),
      fmt::format("a boolean must be 0 or 1, got 7 at byte {} (in vqe_result.success)", 100 + flag + 2));
  EXPECT_THAT(message_of(body.substr(0, 3)), HasSubstr("(in vqe_result.initial_data.backend)"));
}

TEST(RecordAvro, ListsOfShortItemsKeepToTheMemoryLimit) {
  // Empty strings take a byte each in the file, and 32 in memory.
  const int64_t count = int64_t{20} << 20;
  Json json = parse_json(record_schema_json()).value();
  const auto schema = avro::parse_schema(json.dump()).value();
  std::string body = bytes_of(sample_record(1, 2));
  const std::string symbols("\x04\x02H\x02H\x00", 6);
  const size_t place = body.find(symbols);
  ASSERT_NE(place, std::string::npos);
  std::string many;
  avro::append_long(many, count);
  many += std::string(static_cast<size_t>(count) + 1, '\0');
  body.replace(place, symbols.size(), many);
  avro::BinaryCursor cursor(body);
  RunRecord ignored;
  const auto refused = RecordDecoder::create(schema)->decode(cursor, ignored);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(refused.error().to_string(), HasSubstr("(in molecule.molecule_data.symbols)"));
}

TEST(RecordAvro, EveryTruncationIsRejected) {
  const RunRecord record = sample_record(3, 2);
  const std::string file = write_records_avro({&record, 1}, avro::Codec::kNull).value();
  size_t accepted = 0;
  for (size_t size = 0; size < file.size(); ++size) {
    const auto records = read_records(std::string_view(file).substr(0, size));
    if (records) {
      EXPECT_TRUE(records->empty());
      ++accepted;
    }
  }
  EXPECT_EQ(accepted, 1U);  // the header alone is a file without records
}

TEST(RecordReader, RejectsOtherFormats) {
  EXPECT_THAT(read_records("").error().message, HasSubstr("the object is empty"));
  EXPECT_THAT(read_records("PAR1....").error().message, HasSubstr("unknown format"));
  EXPECT_THAT(read_records("Obj\x01").error().to_string(), HasSubstr("header of an Avro file"));
}

TEST(RecordReader, ReadsGzipAndZstandard) {
  const std::vector<RunRecord> records = {sample_record(20, 9), sample_record(3, 2)};
  const std::string avro = write_records_avro(records).value();
  std::string json;
  for (const auto& record : records) append_record_json(json, record);
  for (const auto kind : {Compression::kGzip, Compression::kZstandard}) {
    for (const auto& [text, format] : {std::pair{avro, RecordFormat::kAvro}, {json, RecordFormat::kJson}}) {
      const std::string bytes = compressed(kind, text);
      EXPECT_EQ(open_records(bytes)->format, format);
      const auto back = read_records(bytes);
      ASSERT_TRUE(back) << back.error().to_string();
      ASSERT_EQ(back->size(), 2u);
      EXPECT_EQ(bytes_of(back->at(0)), bytes_of(records[0]));
      EXPECT_FALSE(read_records(bytes.substr(0, bytes.size() - 9)));
      EXPECT_THAT(read_records(compressed(kind, bytes)).error().message, HasSubstr("unknown format"))
          << "once is enough";
    }
  }
}

TEST(RecordReader, EnforcesItsLimits) {
  const std::string text(3'000'000, ' ');
  const std::string bytes = compressed(Compression::kGzip, "{}" + text);
  const auto source = open_records(bytes, {.decompressed_bytes_max = 1'000'000});
  ASSERT_TRUE(source);
  const auto refused = for_each_record(*source->records, [](RunRecord&&) { return Result<>(); });
  ASSERT_FALSE(refused);
  const auto skipped = [&]() -> Result<> {
    const auto again = open_records(bytes, {.decompressed_bytes_max = 1'000'000});
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool is_more, again->records->skip());
      if (!is_more) return {};
    }
  }();
  ASSERT_FALSE(skipped);
  EXPECT_EQ(skipped.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(skipped.error().message, HasSubstr("must have at most 1000000 bytes"));
}

}  // namespace
}  // namespace eigenlake
