// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_json.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/json/json.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/testing/record_test_data.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;

std::string json_of(const RunRecord& record, UnionForm form = UnionForm::kWrapped) {
  std::string out;
  append_record_json(out, record, form);
  return out;
}

size_t count_records(std::string_view text) {
  const auto records = read_records(text);
  EXPECT_TRUE(records.has_value()) << records.error().to_string();
  return records ? records->size() : 0;
}

std::string message(std::string_view text) {
  const auto records = read_records(text);
  return records ? std::string("no error") : records.error().to_string();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos);
  return text.replace(place, from.size(), to);
}

TEST(RecordJson, RoundTripsInBothFormsToTheLastBit) {
  for (const RunRecord& record : {sample_record(20, 9), RunRecord()}) {
    for (const UnionForm form : {UnionForm::kWrapped, UnionForm::kBare}) {
      const auto back = read_records(json_of(record, form));
      ASSERT_TRUE(back.has_value()) << back.error().to_string();
      EXPECT_EQ(bytes_of(back->at(0)), bytes_of(record));
    }
  }
}

TEST(RecordJson, ThePredecessorsTwoFormsAreOneRecord) {
  const auto avro = read_records(repository_file("tests/data/record_example.avro"));
  const auto json = read_records(repository_file("tests/data/record_example.json"));
  ASSERT_TRUE(json.has_value()) << json.error().to_string();
  EXPECT_EQ(bytes_of(avro->at(0)), bytes_of(json->at(0)));
}

TEST(RecordJson, WritesThePredecessorsText) {
  // Python escapes what is not ASCII and nothing else differs, the two fields of ours aside.
  std::string theirs = repository_file("tests/data/record_example.json");
  for (size_t place; (place = theirs.find("\\u03b8")) != std::string::npos;)
    theirs.replace(place, 6, "\u03b8");
  std::string ours = json_of(read_records(theirs)->at(0));
  ours = replaced(ours, ", \"run_options\": null, \"diagnostics\": null", "");
  EXPECT_EQ(ours, theirs);
}

TEST(RecordJson, ReadsDocumentsInARowOnLinesAndInArrays) {
  const std::string one = json_of(sample_record(1, 1));
  EXPECT_EQ(count_records(one + one + one), 3U);
  EXPECT_EQ(count_records(one + "\n" + one + "\r\n"), 2U);
  EXPECT_EQ(count_records("[" + one + "," + one + "]"), 2U);
  EXPECT_EQ(count_records("[" + one + "]\n[" + one + "]\n" + one), 3U);
  EXPECT_EQ(count_records("\xef\xbb\xbf  " + one), 1U);
  EXPECT_EQ(count_records("[]"), 0U);
}

TEST(RecordJson, NonFiniteNumbersAreBareWordsOrStrings) {
  RunRecord record = sample_record(2, 1);
  record.minimum = -std::numeric_limits<double>::infinity();
  record.iteration_list[0].result = std::numeric_limits<double>::quiet_NaN();
  record.maxcv = std::numeric_limits<double>::infinity();
  std::string text = json_of(record);
  const auto quoted = read_records(text);
  ASSERT_TRUE(quoted.has_value()) << quoted.error().to_string();
  EXPECT_EQ(bytes_of(quoted->at(0)), bytes_of(record));
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity"}) {
    text = replaced(text, fmt::format("\"{}\"", word), word);
  }
  const auto bare = read_records(text);
  ASSERT_TRUE(bare.has_value()) << bare.error().to_string();
  EXPECT_EQ(bytes_of(bare->at(0)), bytes_of(record));
}

TEST(RecordJson, UnknownFieldsAreIgnoredAndAbsentOptionalOnesTakeDefaults) {
  std::string text = json_of(sample_record(1, 1));
  text = replaced(text, "{\"vqe_result\"", "{\"new\": {\"deep\": [1, {}]}, \"vqe_result\"");
  text = replaced(text, "\"init_strategy\": {\"string\": \"hf\"}, \"seed\": {\"int\": 7}, ", "");
  const auto records = read_records(text);
  ASSERT_TRUE(records.has_value()) << records.error().to_string();
  EXPECT_EQ(records->at(0).init_strategy, "random");
  EXPECT_EQ(records->at(0).seed, std::nullopt);
}

TEST(RecordJson, ErrorsNameRecordPlaceAndField) {
  const std::string good = json_of(sample_record(1, 1));
  const std::string bad = replaced(good, "\"num_qubits\": 4", "\"num_qubits\": \"four\"");
  EXPECT_EQ(
      message(good + "\n" + bad),
      fmt::format(
          "expected an integer for vqe_result.initial_data.num_qubits, found a string at byte {} (while "
          "reading record 2, which begins at byte {})",
          good.size() + 1 + bad.find("\"four\""), good.size() + 1));
  EXPECT_THAT(message(replaced(good, "\"num_qubits\": 4", "\"num_qubits\": 4.5")),
              HasSubstr("integer of 32 bits"));
  EXPECT_THAT(message(replaced(good, "\"num_qubits\": 4", "\"num_qubits\": 4000000000")),
              HasSubstr("4000000000"));
  EXPECT_THAT(message(replaced(good, "\"backend\"", "\"bakend\"")),
              HasSubstr("expected a value for vqe_result.initial_data.backend, found no such field"));
  EXPECT_THAT(message(replaced(good, "\"iteration\": 1", "\"iteration\": null")),
              HasSubstr("vqe_result.iteration_list[0].iteration, found null at byte "));
  EXPECT_THAT(message(replaced(good, "[[0.0, ", "[[\"x\", ")),
              HasSubstr("expected a number for molecule.molecule_data.coords[0][0], found a string"));
}

TEST(RecordJson, ReadsIntegersOfAnyLengthAsDoubles) {
  const std::string good = json_of(sample_record(1, 1), UnionForm::kBare);
  for (const auto& [digits, value] :
       std::vector<std::pair<std::string, double>>{{"20000000000000000000", 2e19},
                                                   {"-100000000000000000000000", -1e23},
                                                   {"9007199254740993", 9007199254740992.0},
                                                   {"18446744073709551616", 18446744073709551616.0},
                                                   {"9223372036854775809", 9223372036854775808.0}}) {
    const auto records = read_records(replaced(good, "\"maxcv\": 0.0", "\"maxcv\": " + digits));
    ASSERT_TRUE(records) << records.error().to_string();
    EXPECT_EQ(records->at(0).maxcv, value) << digits;
  }
  EXPECT_THAT(
      message(replaced(good, "\"num_qubits\": 4", "\"num_qubits\": 20000000000000000000")),
      HasSubstr("expected an integer of 32 bits for vqe_result.initial_data.num_qubits, found 2e+19"));
}

TEST(RecordJson, DuplicateKeyIsRejectedByName) {
  const std::string good = json_of(sample_record(2, 2));
  const std::string basis =
      replaced(good, "\"basis_set\": \"sto3g\"", "\"basis_set\": \"x\", \"basis_set\": \"sto3g\"");
  EXPECT_THAT(message(basis), HasSubstr(fmt::format("duplicate key basis_set, again at byte {}",
                                                    basis.rfind("\"basis_set\""))));
  EXPECT_THAT(message(replaced(good, "\"iteration\": 2", "\"iteration\": 2, \"iteration\": 2")),
              HasSubstr("duplicate key vqe_result.iteration_list[1].iteration"));
  EXPECT_THAT(message(replaced(good, "{\"vqe_result\"", "{\"new\": [{\"k\": 1, \"k\": 1}], \"vqe_result\"")),
              HasSubstr("duplicate key new[0].k"));
  EXPECT_THAT(message(replaced(good, "\"basis_set\": \"sto3g\"",
                               "\"basis\\u005fset\": \"x\", \"basis_set\": \"sto3g\"")),
              HasSubstr("duplicate key"));
  std::string many = "{\"k0\": 0";
  for (int i = 1; i < 100; ++i) many += fmt::format(", \"k{}\": 0", i);
  EXPECT_THAT(message(many + ", \"k70\": 1}"), HasSubstr("duplicate key k70"));
  EXPECT_THAT(message(many + "}"), HasSubstr("expected a value for vqe_result"));
}

TEST(RecordJson, PiecesReadLikeTheWholeText) {
  std::string text;
  for (int i = 0; text.size() < size_t{18} << 20; ++i) text += json_of(sample_record(i % 7, 100)) + "\n";
  const auto whole = read_records(text).value();
  const auto records = open_json_stream([&text, place = size_t{0}](uint64_t length) mutable {
    std::string piece = text.substr(place, length);
    place += piece.size();
    return Result<std::string>(std::move(piece));
  });
  for (const RunRecord& expected : whole) {
    const auto record = records->next();
    ASSERT_TRUE(record && *record && **record);
    ASSERT_EQ(bytes_of(***record), bytes_of(expected));
  }
  EXPECT_FALSE(records->next()->has_value());
}

TEST(RecordJson, DamagedTextIsRejected) {
  const std::string good = json_of(sample_record(1, 1));
  EXPECT_THAT(message(good.substr(0, good.size() - 1)), HasSubstr("unterminated JSON object"));
  EXPECT_THAT(message("[" + good), HasSubstr("unterminated JSON array"));
  EXPECT_THAT(message(good + "x"), HasSubstr(fmt::format("at byte {}", good.size())));
  EXPECT_THAT(message("[[" + good + "]]"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(message("{\"a\": [1, tru]}"), HasSubstr("invalid JSON at byte 13 in a[1]: "));
  EXPECT_THAT(message("{\"a\": NaN, \"b\": {\"c\": 01}}"), HasSubstr("invalid JSON at byte 23 in b.c: "));
  EXPECT_THAT(message("{\"a\": 1e999}"), HasSubstr("in a: "));
  EXPECT_THAT(message("{\"a\": \"\xff\"}"), HasSubstr("invalid JSON"));
  EXPECT_THAT(message(std::string(100000, '[')), HasSubstr("expected a JSON object"));
  EXPECT_THAT(message("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"),
              HasSubstr("invalid JSON"));
}

}  // namespace
}  // namespace eigenlake
