// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/table_files.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Le;

constexpr int64_t kPieceRowsMax = 1 << 18;
constexpr int64_t kFileRowsMax = 1 << 20;

const BatchStamp kStamp{.batch_id = "01234567-89ab-4cde-8f01-23456789abcd",
                        .processing_name = "quantum_base_processing",
                        .timestamp_us = 1'736'510'400'000'001};

/// An experiment whose iterations have so many parameters each.
Experiment experiment_of(int number, int num_iterations, int num_parameters) {
  RunRecord record = small_record(number);
  record.iteration_list.resize(static_cast<size_t>(num_iterations));
  record.iteration_parameters.resize(static_cast<size_t>(num_iterations * num_parameters));
  std::iota(record.iteration_parameters.begin(), record.iteration_parameters.end(), 0.0);
  for (int i = 0; i < num_iterations; ++i) {
    auto& iteration = record.iteration_list[static_cast<size_t>(i)];
    iteration.iteration = i + 1;
    iteration.parameters_begin = static_cast<uint64_t>(i * num_parameters);
    iteration.parameters_end = static_cast<uint64_t>((i + 1) * num_parameters);
  }
  return {std::string(64, static_cast<char>('a' + number)), std::move(record), {}};
}

std::vector<int64_t> rows_of(const std::vector<CountedExperiments>& parts) {
  std::vector<int64_t> rows;
  for (const auto& part : parts) rows.push_back(part.rows());
  return rows;
}

arrow::RecordBatchVector pieces_of(const RowSource& source) {
  arrow::RecordBatchVector pieces;
  while (auto piece = source()) pieces.push_back(std::move(piece));
  return pieces;
}

std::vector<int64_t> lengths_of(const arrow::RecordBatchVector& pieces) {
  std::vector<int64_t> lengths;
  for (const auto& piece : pieces) lengths.push_back(piece->num_rows());
  return lengths;
}

/// The value, also where it stands in a dictionary.
std::string text_at(const arrow::Array& values, int64_t row) {
  const auto* coded = dynamic_cast<const arrow::DictionaryArray*>(&values);
  const auto value =
      coded == nullptr ? values.GetScalar(row) : coded->dictionary()->GetScalar(coded->GetValueIndex(row));
  return value.ValueOrDie()->ToString();
}

TEST(CountRows, CountsRowsOfEachExperiment) {
  const std::vector experiments = {experiment_of(0, 2, 3), experiment_of(1, 5, 4)};
  EXPECT_THAT(count_rows(normalized_table("molecules"), experiments), ElementsAre(1, 1));
  EXPECT_THAT(count_rows(normalized_table("vqe_iterations"), experiments), ElementsAre(2, 5));
  const auto counts = count_rows(normalized_table("iteration_parameters"), experiments);
  EXPECT_THAT(counts, ElementsAre(6, 20));
  const CountedExperiments counted{experiments, counts};
  EXPECT_EQ(counted.rows(), 26);
  EXPECT_EQ(counted.first(1).rows(), 6);
  EXPECT_EQ(counted.behind(1).rows(), 20);
  EXPECT_EQ(counted.behind(1).experiments[0].id, experiments[1].id);
}

TEST(CutIntoFiles, ExperimentsWithoutRowsNeedNoFile) {
  const std::vector experiments = {experiment_of(0, 0, 0), experiment_of(1, 0, 0)};
  const std::vector<int64_t> counts = {0, 0};
  EXPECT_THAT(cut_into_files({experiments, counts}), IsEmpty());
}

TEST(CutIntoFiles, SplitsEvenlyBeyondMillionRows) {
  const std::vector experiments(4, experiment_of(0, 1, 1));
  std::vector<int64_t> counts(4, kFileRowsMax / 4);
  EXPECT_THAT(rows_of(cut_into_files({experiments, counts})), ElementsAre(kFileRowsMax));
  counts[0] += 4;
  EXPECT_THAT(rows_of(cut_into_files({experiments, counts})),
              ElementsAre(kFileRowsMax / 4 + 4, kFileRowsMax / 2, kFileRowsMax / 4));
  counts = {kFileRowsMax / 2 - 1, 1, kFileRowsMax / 2, 1};
  EXPECT_THAT(rows_of(cut_into_files({experiments, counts})),
              ElementsAre(kFileRowsMax / 2, kFileRowsMax / 2 + 1));
}

TEST(CutIntoFiles, NeitherDividesNorLosesExperiments) {
  const std::vector<Experiment> experiments = {experiment_of(0, 1, 1), experiment_of(1, 1, 1),
                                               experiment_of(2, 1, 1)};
  const std::vector<int64_t> counts = {5, 3 * kFileRowsMax, 7};
  std::string ids;
  for (const auto& part : cut_into_files({experiments, counts}))
    for (const auto& experiment : part.experiments) ids += experiment.id[0];
  EXPECT_EQ(ids, "abc");
}

TEST(NormalizedRowSource, PiecesHaveBoundedLength) {
  const std::vector experiments = {experiment_of(0, 1000, 100), experiment_of(1, 1000, 100),
                                   experiment_of(2, 1000, 100)};
  const auto& table = normalized_table("iteration_parameters");
  const auto counts = count_rows(table, experiments);
  const auto pieces = pieces_of(normalized_row_source(table, {experiments, counts}, kStamp));
  EXPECT_THAT(lengths_of(pieces), ElementsAre(200'000, 100'000));
  EXPECT_THAT(pieces_of(normalized_row_source(table, {}, kStamp)), IsEmpty());
}

TEST(NormalizedRowSource, PiecesHoldAllRowsOfLargeExperiment) {
  const std::vector experiments = {experiment_of(0, 3, 2), experiment_of(1, 40, 10'000),
                                   experiment_of(2, 1, 5)};
  const auto& table = normalized_table("iteration_parameters");
  const auto counts = count_rows(table, experiments);
  const auto pieces = pieces_of(normalized_row_source(table, {experiments, counts}, kStamp));
  EXPECT_THAT(lengths_of(pieces), Each(Le(kPieceRowsMax)));
  EXPECT_THAT(lengths_of(pieces), ElementsAre(6, 260'000, 140'000, 5));
  const auto whole = table.rows({&experiments[1], 1}, kStamp);
  int64_t offset = 0;
  for (const auto& piece : {pieces[1], pieces[2]}) {
    for (int column = 0; column < whole->num_columns(); ++column)
      for (const int64_t row : {int64_t{0}, piece->num_rows() - 1})
        EXPECT_EQ(text_at(*piece->column(column), row), text_at(*whole->column(column), offset + row))
            << whole->column_name(column);
    offset += piece->num_rows();
  }
}

TEST(NormalizedRowSource, NeverDividesIteration) {
  const std::vector experiments = {experiment_of(0, 2, static_cast<int>(kPieceRowsMax) + 1)};
  const auto& table = normalized_table("iteration_parameters");
  const auto counts = count_rows(table, experiments);
  EXPECT_THAT(lengths_of(pieces_of(normalized_row_source(table, {experiments, counts}, kStamp))),
              ElementsAre(kPieceRowsMax + 1, kPieceRowsMax + 1));
}

TEST(SingleBatch, ComesOnce) {
  const std::vector experiments = {experiment_of(0, 1, 1)};
  const auto rows = normalized_table("molecules").rows(experiments, kStamp);
  EXPECT_THAT(pieces_of(single_batch(rows)), ElementsAre(rows));
}

}  // namespace
}  // namespace eigenlake
