// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/table_files.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include <arrow/api.h>

#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/partition_rows.h"

namespace eigenlake {
namespace {

constexpr int64_t kBatchRowsMax = 1 << 18;
constexpr int64_t kFileRowsMax = 1 << 20;

/// The batch with the columns of the table as it is now, which may have gained optional ones.
Result<std::shared_ptr<arrow::RecordBatch>> fit_to_table(const std::shared_ptr<arrow::RecordBatch>& rows,
                                                         const iceberg::Table& table) {
  const auto& fields = table.metadata().schema().fields;
  const auto same_name = [&](const auto& field, const auto& column) { return field.name == column->name(); };
  if (std::ranges::equal(fields, rows->schema()->fields(), same_name)) return rows;
  arrow::FieldVector columns;
  arrow::ArrayVector arrays;
  int found = 0;
  for (const auto& field : fields) {
    auto array = rows->GetColumnByName(field.name);
    found += array != nullptr;
    if (array == nullptr && field.required)
      return fail(ErrorKind::kUnsupported, "{}: required column {} is unknown to this version",
                  table.identifier().to_string(), field.name);
    const auto type = array ? array->type() : iceberg::arrow_type_of(field.type);
    if (array == nullptr) array = arrow::MakeArrayOfNull(type, rows->num_rows()).ValueOrDie();
    columns.push_back(arrow::field(field.name, type, !field.required));
    arrays.push_back(std::move(array));
  }
  if (found != rows->num_columns())
    return fail(ErrorKind::kUnsupported, "{}: expected {} columns, found {}", table.identifier().to_string(),
                rows->num_columns(), found);
  return arrow::RecordBatch::Make(arrow::schema(std::move(columns)), rows->num_rows(), std::move(arrays));
}

/// Parts of one experiment with at most kBatchRowsMax parameters each (one iteration at least), as
/// experiments that have just what iteration_parameters takes.
std::vector<Experiment> cut_iterations(const Experiment& experiment) {
  const RunRecord& whole = experiment.record;
  std::vector<Experiment> parts;
  for (const auto& iteration : whole.iteration_list) {
    const auto count = static_cast<int64_t>(iteration.parameters_end - iteration.parameters_begin);
    if (parts.empty() ||
        static_cast<int64_t>(parts.back().record.iteration_parameters.size()) + count > kBatchRowsMax) {
      parts.push_back({experiment.id, {}, {}});
      parts.back().record.basis_set = whole.basis_set;
      parts.back().record.backend = whole.backend;
      parts.back().record.num_qubits = whole.num_qubits;
      parts.back().record.molecule_id = whole.molecule_id;
    }
    RunRecord& part = parts.back().record;
    auto moved = iteration;
    moved.parameters_begin = part.iteration_parameters.size();
    const auto* values = whole.iteration_parameters.data();
    part.iteration_parameters.insert(part.iteration_parameters.end(), values + iteration.parameters_begin,
                                     values + iteration.parameters_end);
    moved.parameters_end = part.iteration_parameters.size();
    part.iteration_list.push_back(moved);
  }
  return parts;
}

/// Length of the longest prefix with at most `rows_max` rows, at least one experiment.
size_t prefix_within(std::span<const int64_t> counts, int64_t rows_max) {
  int64_t rows = 0;
  size_t length = 0;
  while (length < counts.size()) {
    rows += counts[length];
    if (length > 0 && rows > rows_max) break;
    ++length;
  }
  return length;
}

/// Whether the table is still partitioned as its definition says, by identity of the same columns.
bool has_own_partitions(const iceberg::TableMetadata& metadata, const TableDefinition& definition) {
  const auto own = iceberg::identity_partition_spec(metadata.schema(), definition.partition);
  const auto source_of = [](const auto& field) { return std::tie(field.source_id, field.transform.kind); };
  return own && std::ranges::equal(own->fields, metadata.partition_spec().fields, {}, source_of, source_of);
}

/// The files of one piece of work, one for each partition that its rows belong to.
class PartitionFiles {
 public:
  PartitionFiles(const iceberg::Table& table, const TableDefinition& definition, const std::string& file_name)
      : table_(table),
        options_(parquet_write_options(definition, table.metadata().properties)),
        file_name_(file_name) {}

  /// A row group of the file of this partition.
  Result<> write(const iceberg::PartitionValues& partition, const arrow::RecordBatch& rows) {
    EIGENLAKE_ASSIGN_OR_RETURN(iceberg::DataFileWriter * writer, file_of(partition));
    EIGENLAKE_RETURN_IF_ERROR(writer->write(rows));
    writer->end_row_group();
    return {};
  }

  /// Each row into the file of its partition.
  Result<> write_by_partition(const arrow::RecordBatch& rows) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto runs, iceberg::partition_runs(table_.metadata().partition_spec(),
                                                                        table_.metadata().schema(), rows));
    std::vector<iceberg::DataFileWriter*> touched;
    for (const auto& run : runs) {
      EIGENLAKE_ASSIGN_OR_RETURN(iceberg::DataFileWriter * writer, file_of(run.values));
      EIGENLAKE_RETURN_IF_ERROR(writer->write(*rows.Slice(run.offset, run.length)));
      touched.push_back(writer);
    }
    for (auto* writer : touched) writer->end_row_group();
    return {};
  }

  std::vector<iceberg::DataFileWriter> take() {
    std::vector<iceberg::DataFileWriter> files;
    for (auto& [partition, writer] : files_) files.push_back(std::move(writer));
    return files;
  }

 private:
  Result<iceberg::DataFileWriter*> file_of(const iceberg::PartitionValues& partition) {
    const auto found = files_.find(partition);
    if (found != files_.end()) return &found->second;
    const auto name = files_.empty() ? file_name_ : fmt::format("{}-{}", file_name_, files_.size());
    EIGENLAKE_ASSIGN_OR_RETURN(auto writer, iceberg::DataFileWriter::open(table_, partition, name, options_));
    return &files_.emplace(partition, std::move(writer)).first->second;
  }

  const iceberg::Table& table_;
  const iceberg::ParquetWriteOptions options_;
  const std::string& file_name_;
  std::map<iceberg::PartitionValues, iceberg::DataFileWriter> files_;
};

}  // namespace

Result<std::vector<iceberg::DataFileWriter>> write_data_files(const iceberg::Table& table,
                                                              const TableDefinition& definition,
                                                              const std::optional<PartitionKey>& partition,
                                                              const std::string& file_name,
                                                              const RowSource& next) {
  PartitionFiles files(table, definition, file_name);
  const bool is_ours = partition && has_own_partitions(table.metadata(), definition);
  while (const auto rows = next()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto fitted, fit_to_table(rows, table));
    EIGENLAKE_RETURN_IF_ERROR(is_ours ? files.write(partition_values(definition, *partition), *fitted)
                                      : files.write_by_partition(*fitted));
  }
  return files.take();
}

int64_t CountedExperiments::rows() const {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

std::vector<int64_t> count_rows(const NormalizedTable& table, std::span<const Experiment> experiments) {
  std::vector<int64_t> counts;
  for (const auto& experiment : experiments) counts.push_back(table.count(experiment.record));
  return counts;
}

RowSource normalized_row_source(const NormalizedTable& table, CountedExperiments experiments,
                                const BatchStamp& stamp) {
  struct State {
    CountedExperiments rest;
    std::vector<Experiment> parts;  ///< Of an experiment that is too large for one piece, last part first.
  };
  auto state = std::make_shared<State>(State{experiments, {}});
  return [=, &table]() -> std::shared_ptr<arrow::RecordBatch> {
    if (state->parts.empty()) {
      if (state->rest.experiments.empty()) return nullptr;
      const size_t length = prefix_within(state->rest.counts, kBatchRowsMax);
      const auto piece = state->rest.first(length);
      state->rest = state->rest.behind(length);
      const bool is_too_large = piece.counts[0] > kBatchRowsMax && table.name == "iteration_parameters";
      if (!is_too_large) return table.rows(piece.experiments, stamp);
      state->parts = cut_iterations(piece.experiments[0]);
      std::ranges::reverse(state->parts);
    }
    const Experiment part = std::move(state->parts.back());
    state->parts.pop_back();
    return table.rows({&part, 1}, stamp);
  };
}

RowSource single_batch(std::shared_ptr<arrow::RecordBatch> batch) {
  return [batch = std::move(batch)]() mutable { return std::exchange(batch, nullptr); };
}

std::vector<CountedExperiments> cut_into_files(CountedExperiments experiments) {
  const int64_t rows = experiments.rows();
  if (rows == 0) return {};
  const int64_t num_files = (rows + kFileRowsMax - 1) / kFileRowsMax;
  std::vector<CountedExperiments> files;
  while (!experiments.experiments.empty()) {
    const size_t length = prefix_within(experiments.counts, (rows + num_files - 1) / num_files);
    files.push_back(experiments.first(length));
    experiments = experiments.behind(length);
  }
  return files;
}

}  // namespace eigenlake
