// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

/// Gives the next rows of a file, nullptr after the last.
using RowSource = std::function<std::shared_ptr<arrow::RecordBatch>()>;

/// Writes rows of one partition as one data file of a table, each batch of `next` as a row group, up to the
/// call of finish(): waiting for the disk is left to the caller, who has several files to wait for at once.
/// No file without rows. Without `partition`, and where another engine has changed how the table is
/// partitioned, the rows are divided as the table says now, and there may be several files. Columns that the
/// table has gained from elsewhere are filled with nulls.
///
/// Errors: kUnsupported where the table lost a column of ours, requires one that we do not know, or is
///         partitioned in a way that we do not know; kStore.
Result<std::vector<iceberg::DataFileWriter>> write_data_files(const iceberg::Table& table,
                                                              const TableDefinition& definition,
                                                              const std::optional<PartitionKey>& partition,
                                                              const std::string& file_name,
                                                              const RowSource& next);

/// The neighbours that have one key, run by run.
template <typename T, typename KeyOf>
std::vector<std::span<const T>> runs_of_key(std::span<const T> items, KeyOf key_of) {
  std::vector<std::span<const T>> runs;
  for (size_t begin = 0, i = 1; i <= items.size(); ++i) {
    if (i < items.size() && key_of(items[i]) == key_of(items[begin])) continue;
    runs.push_back(items.subspan(begin, i - begin));
    begin = i;
  }
  return runs;
}

/// Experiments, with the number of rows that each has in one table: counted once, by whoever has them.
struct CountedExperiments {
  std::span<const Experiment> experiments;
  std::span<const int64_t> counts;

  int64_t rows() const;
  CountedExperiments first(size_t count) const { return {experiments.first(count), counts.first(count)}; }
  CountedExperiments behind(size_t count) const {
    return {experiments.subspan(count), counts.subspan(count)};
  }
};

std::vector<int64_t> count_rows(const NormalizedTable& table, std::span<const Experiment> experiments);

/// Rows of a normalized table for experiments of one partition, in pieces of at most some 262,144 rows, so
/// that memory stays bounded whatever the size of an experiment.
RowSource normalized_row_source(const NormalizedTable& table, CountedExperiments experiments,
                                const BatchStamp& stamp);

/// A source of one batch.
RowSource single_batch(std::shared_ptr<arrow::RecordBatch> batch);

/// Cuts experiments into runs of about equal numbers of rows, each for a data file of at most some million.
std::vector<CountedExperiments> cut_into_files(CountedExperiments experiments);

}  // namespace eigenlake
