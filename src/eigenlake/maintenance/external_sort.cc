// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/external_sort.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <arrow/api.h>
#include <arrow/compute/api_vector.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/byte_size.h>
#include <arrow/util/compression.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/maintenance/row_order.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using BatchPtr = std::shared_ptr<arrow::RecordBatch>;

/// Rows that a run in a file is read by.
constexpr int64_t kRunBatchRows = 4096;

Result<BatchPtr> concatenate(const std::vector<BatchPtr>& batches) {
  if (batches.size() == 1) return batches[0];
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto joined, ErrorKind::kInternal,
                                   arrow::ConcatenateRecordBatches(batches));
  return joined;
}

Result<BatchPtr> sorted(const BatchPtr& batch, const std::vector<std::string>& columns) {
  EIGENLAKE_ASSIGN_OR_RETURN(const SortKeys keys, SortKeys::of(*batch, columns));
  if (keys.is_sorted()) return batch;
  const auto positions = keys.sorted_positions();
  const auto indices = std::make_shared<arrow::Int64Array>(batch->num_rows(), arrow::Buffer::Wrap(positions));
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const arrow::Datum taken, ErrorKind::kInternal,
                                   arrow::compute::Take(batch, indices));
  return taken.record_batch();
}

/// A temporary file that goes with its owner.
class ScratchFile {
 public:
  ScratchFile() {
    std::error_code ignored;
    path_ = (fs::temp_directory_path(ignored) / ("eigenlake-" + iceberg::new_uuid() + ".arrow")).string();
  }
  ScratchFile(ScratchFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFile& operator=(ScratchFile&&) = delete;
  ~ScratchFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

arrow::ipc::IpcWriteOptions run_options() {
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.use_threads = false;
  if (auto codec = arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME); codec.ok())
    options.codec = std::move(codec).ValueUnsafe();
  return options;
}

Result<ScratchFile> write_run(const arrow::RecordBatch& rows) {
  ScratchFile file;
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const auto output, ErrorKind::kStore,
                                   arrow::io::FileOutputStream::Open(file.path()));
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const auto writer, ErrorKind::kStore,
                                   arrow::ipc::MakeFileWriter(output, rows.schema(), run_options()));
  for (int64_t row = 0; row < rows.num_rows(); row += kRunBatchRows)
    EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kStore,
                                    writer->WriteRecordBatch(*rows.Slice(row, kRunBatchRows)));
  EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kStore, writer->Close());
  EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kStore, output->Close());
  return file;
}

/// Sorted rows from a file or from memory, batch by batch.
class Run {
 public:
  static Result<Run> open(const ScratchFile& file, const std::vector<std::string>& columns) {
    Run run(columns);
    EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const auto input, ErrorKind::kStore,
                                     arrow::io::ReadableFile::Open(file.path()));
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.use_threads = false;
    EIGENLAKE_ASSIGN_OR_RETURN_ARROW(run.reader_, ErrorKind::kStore,
                                     arrow::ipc::RecordBatchFileReader::Open(input, options));
    EIGENLAKE_RETURN_IF_ERROR(run.load_next());
    return run;
  }
  static Result<Run> of(BatchPtr rows, const std::vector<std::string>& columns) {
    Run run(columns);
    EIGENLAKE_RETURN_IF_ERROR(run.take(std::move(rows)));
    return run;
  }

  bool at_end() const { return batch_ == nullptr; }
  int64_t row() const { return row_; }
  const SortKeys& keys() const { return *keys_; }
  const BatchPtr& batch() const { return batch_; }
  int64_t rows_left() const { return batch_->num_rows() - row_; }

  Result<> advance(int64_t rows) {
    row_ += rows;
    return rows_left() > 0 ? Result<>() : load_next();
  }

 private:
  explicit Run(const std::vector<std::string>& columns) : columns_(&columns) {}

  Result<> load_next() {
    batch_ = nullptr;
    while (reader_ != nullptr && next_ < reader_->num_record_batches()) {
      EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto batch, ErrorKind::kStore, reader_->ReadRecordBatch(next_++));
      if (batch->num_rows() > 0) return take(std::move(batch));
    }
    return {};
  }

  Result<> take(BatchPtr rows) {
    row_ = 0;
    if (rows->num_rows() == 0) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(keys_, SortKeys::of(*rows, *columns_));
    batch_ = std::move(rows);
    return {};
  }

  const std::vector<std::string>* columns_;
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader_;
  int next_ = 0;
  BatchPtr batch_;
  std::optional<SortKeys> keys_;
  int64_t row_ = 0;
};

}  // namespace

struct ExternalSort::State {
  Options options;
  std::vector<BatchPtr> chunk;
  int64_t chunk_bytes = 0;
  std::vector<ScratchFile> files;
  std::vector<Run> runs;
  bool finished = false;

  Result<BatchPtr> sorted_chunk() {
    EIGENLAKE_ASSIGN_OR_RETURN(BatchPtr rows, concatenate(chunk));
    chunk.clear();
    chunk_bytes = 0;
    return sorted(rows, options.columns);
  }

  Result<> spill() {
    EIGENLAKE_ASSIGN_OR_RETURN(const BatchPtr rows, sorted_chunk());
    EIGENLAKE_ASSIGN_OR_RETURN(ScratchFile file, write_run(*rows));
    files.push_back(std::move(file));
    return {};
  }

  /// The run with the smallest row; the earliest of equal ones. Also the smallest of the others.
  std::pair<Run*, Run*> smallest_two() {
    Run* first = nullptr;
    Run* second = nullptr;
    for (Run& run : runs) {
      if (run.at_end()) continue;
      if (first == nullptr || run.keys().compare(run.row(), first->keys(), first->row()) < 0) {
        second = std::exchange(first, &run);
      } else if (second == nullptr || run.keys().compare(run.row(), second->keys(), second->row()) < 0) {
        second = &run;
      }
    }
    return {first, second};
  }

  /// How many rows of `run` come before the next one of `other`.
  static int64_t rows_before(const Run& run, const Run* other, int64_t rows_max) {
    const int64_t limit = std::min(rows_max, run.rows_left());
    if (other == nullptr) return limit;
    const bool run_is_earlier = &run < other;
    const auto comes_before = [&](int64_t row) {
      const int order = run.keys().compare(row, other->keys(), other->row());
      return order < 0 || (order == 0 && run_is_earlier);
    };
    // Doubling steps, because runs of one experiment are long; then a binary search.
    int64_t low = 1;
    int64_t high = 1;
    while (high < limit && comes_before(run.row() + high)) {
      low = high + 1;
      high = std::min(2 * high + 1, limit);
    }
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (comes_before(run.row() + middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return std::min(low, limit);
  }
};

ExternalSort::ExternalSort(Options options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
ExternalSort::ExternalSort(ExternalSort&&) noexcept = default;
ExternalSort::~ExternalSort() = default;

size_t ExternalSort::num_runs() const {
  return state_->files.size();
}

Result<> ExternalSort::add(std::shared_ptr<arrow::RecordBatch> batch) {
  if (batch->num_rows() == 0) return {};
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(const int64_t bytes, ErrorKind::kInternal,
                                   arrow::util::ReferencedBufferSize(*batch));
  state_->chunk_bytes += bytes;
  state_->chunk.push_back(std::move(batch));
  return state_->chunk_bytes < state_->options.chunk_bytes ? Result<>() : state_->spill();
}

Result<> ExternalSort::finish() {
  state_->finished = true;
  for (const ScratchFile& file : state_->files) {
    EIGENLAKE_ASSIGN_OR_RETURN(Run run, Run::open(file, state_->options.columns));
    state_->runs.push_back(std::move(run));
  }
  if (state_->chunk.empty()) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(BatchPtr rows, state_->sorted_chunk());
  EIGENLAKE_ASSIGN_OR_RETURN(Run run, Run::of(std::move(rows), state_->options.columns));
  state_->runs.push_back(std::move(run));
  return {};
}

Result<std::shared_ptr<arrow::RecordBatch>> ExternalSort::next() {
  EIGENLAKE_ASSERT(state_->finished);
  std::vector<BatchPtr> pieces;
  int64_t rows = 0;
  while (rows < state_->options.batch_rows) {
    const auto [first, second] = state_->smallest_two();
    if (first == nullptr) break;
    const int64_t count = State::rows_before(*first, second, state_->options.batch_rows - rows);
    pieces.push_back(first->batch()->Slice(first->row(), count));
    rows += count;
    EIGENLAKE_RETURN_IF_ERROR(first->advance(count));
  }
  if (pieces.empty()) return nullptr;
  return concatenate(pieces);
}

}  // namespace eigenlake
