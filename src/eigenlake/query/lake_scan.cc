// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/lake_scan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/spec/lake_error.h"
#include "eigenlake/query/arrow_vectors.h"
#include "eigenlake/query/direct_read.h"
#include "eigenlake/query/duckdb_types.h"

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;
using iceberg::NestedField;

/// DuckDB's messages about damage in a Parquet file, which do not name the file.
constexpr auto kWordsOfDamage = std::to_array<std::string_view>(
    {"Parquet file is likely corrupted", "Corrupted file", "Out of buffer", "TProtocolException",
     "don't know what type", "Varint-decoding", "Decode bit width", "bitpacked data", "Failed to decompress",
     "GZIP stream", "Mismatch in parquet", "DBP decode", "Parquet file has invalid"});

/// Paths have their pattern characters in brackets, and so do DuckDB's messages.
std::string without_brackets(std::string text) {
  constexpr std::string_view kSigns = "*?[";
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '[' && kSigns.contains(text[i + 1]) && text[i + 2] == ']')
      text.replace(i, 3, 1, text[i + 1]);
  }
  return text;
}

/// State of the function.
struct Registration {
  const Api* api = nullptr;
  std::shared_ptr<LakeScans> scans;
};

/// One use of the function in a query.
struct Binding {
  const Api* api = nullptr;
  std::shared_ptr<LakeScans> scans;
  std::shared_ptr<const LakeScan> scan;
};

/// One execution of that use; threads take its files from the counter.
struct Run {
  Binding binding;
  std::vector<const NestedField*> columns;  ///< In DuckDB's order; null for one that the table lacks.
  std::vector<std::string> names;           ///< The columns to read, without the nulls.
  std::vector<iceberg::FileScanTask> tasks;
  std::shared_ptr<iceberg::DeleteCache> deletes = std::make_shared<iceberg::DeleteCache>();
  std::atomic<size_t> next_task = 0;
};

/// State of one reading thread.
struct Reading {
  std::optional<iceberg::DataFileReader> reader;
  std::shared_ptr<arrow::RecordBatch> batch;
  int64_t next_row = 0;
};

template <typename T>
void destroy(void* object) {
  delete static_cast<T*>(object);
}

/// Calls `work` and passes its error or exception to `set_error`: nothing may be thrown into DuckDB.
template <typename Work, typename SetError>
void guard(Work work, SetError set_error) {
  try {
    if (const Result<> done = work(); !done) set_error(done.error());
  } catch (const std::exception& exception) {
    set_error(Error{ErrorKind::kResourceLimit, exception.what(), {}});
  }
}

Result<> bind(const Registration& registration, Handle info) {
  const Api& api = *registration.api;
  Handle parameter = api.bind_get_parameter(info, 0);
  char* text = api.get_varchar(parameter);
  const std::string key = text == nullptr ? "" : text;
  api.free(text);
  api.destroy_value(&parameter);
  const auto scan = registration.scans->find(key);
  if (scan == nullptr) return fail(ErrorKind::kUsage, "unknown scan of the lake '{}'", key);
  for (const NestedField& column : scan->table.metadata().schema().fields) {
    Handle type = logical_type_of(api, column.type);
    api.bind_add_result_column(info, column.name.c_str(), type);
    api.destroy_logical_type(&type);
  }
  if (scan->tasks) {
    int64_t rows = 0;
    for (const auto& task : *scan->tasks) rows += task.data_file.record_count;
    api.bind_set_cardinality(info, static_cast<uint64_t>(rows), false);
  }
  api.bind_set_bind_data(info, new Binding{&api, registration.scans, scan}, destroy<Binding>);
  return {};
}

const Api* api_of_process = nullptr;  ///< Callbacks without extra info find the functions here.

void bind_callback(Handle info) {
  const Api& api = *api_of_process;
  const auto& registration = *static_cast<const Registration*>(api.bind_get_extra_info(info));
  guard([&] { return bind(registration, info); },
        [&](const Error& error) { api.bind_set_error(info, error.to_string().c_str()); });
}

Result<std::unique_ptr<Run>> start(const Api& api, Handle info) {
  auto run = std::make_unique<Run>();
  run->binding = *static_cast<const Binding*>(api.init_get_bind_data(info));
  const LakeScan& scan = *run->binding.scan;
  const auto& fields = scan.table.metadata().schema().fields;
  for (uint64_t i = 0; i < api.init_get_column_count(info); ++i) {
    const uint64_t index = api.init_get_column_index(info, i);
    run->columns.push_back(index < fields.size() ? &fields[index] : nullptr);
    if (index < fields.size()) run->names.push_back(fields[index].name);
  }
  if (scan.tasks) {
    run->tasks = *scan.tasks;
  } else {
    EIGENLAKE_ASSIGN_OR_RETURN(run->tasks, iceberg::plan_files(scan.table, {.snapshot_id = scan.snapshot_id,
                                                                            .filter = scan.filter}));
  }
  api.init_set_max_threads(info, std::max<uint64_t>(run->tasks.size(), 1));
  return run;
}

void init_callback(Handle info) {
  const Api& api = *api_of_process;
  const auto& binding = *static_cast<const Binding*>(api.init_get_bind_data(info));
  guard(
      [&]() -> Result<> {
        EIGENLAKE_ASSIGN_OR_RETURN(auto run, start(api, info));
        api.init_set_init_data(info, run.release(), destroy<Run>);
        return {};
      },
      [&](const Error& error) {
        binding.scans->report(error);
        api.init_set_error(info, error.to_string().c_str());
      });
}

void local_init_callback(Handle info) {
  api_of_process->init_set_init_data(info, new Reading, destroy<Reading>);
}

/// Moves `reading` to the next rows; false at the end.
Result<bool> advance(Run& run, Reading& reading) {
  const LakeScan& scan = *run.binding.scan;
  const auto& tasks = run.tasks;
  while (reading.batch == nullptr || reading.next_row == reading.batch->num_rows()) {
    if (!reading.reader) {
      const size_t task = run.next_task++;
      if (task >= tasks.size()) return false;
      EIGENLAKE_ASSIGN_OR_RETURN(
          auto reader,
          iceberg::DataFileReader::open(scan.table, tasks[task], run.names, scan.filter, run.deletes));
      reading.reader.emplace(std::move(reader));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(reading.batch, reading.reader->next());
    reading.next_row = 0;
    if (reading.batch == nullptr) reading.reader.reset();
  }
  return true;
}

Result<> produce(Run& run, Reading& reading, Handle chunk) {
  const Api& api = *run.binding.api;
  EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, advance(run, reading));
  if (!has_rows) {
    api.data_chunk_set_size(chunk, 0);
    return {};
  }
  const int64_t count = std::min<int64_t>(static_cast<int64_t>(api.vector_size()),
                                          reading.batch->num_rows() - reading.next_row);
  int from = 0;
  for (size_t i = 0; i < run.columns.size(); ++i) {
    if (run.columns[i] == nullptr) continue;
    copy_to_vector(api, *reading.batch->column(from++), run.columns[i]->type, reading.next_row, count,
                   api.data_chunk_get_vector(chunk, i));
  }
  api.data_chunk_set_size(chunk, static_cast<uint64_t>(count));
  reading.next_row += count;
  return {};
}

void rows_callback(Handle info, Handle chunk) {
  const Api& api = *api_of_process;
  auto& run = *static_cast<Run*>(api.function_get_init_data(info));
  auto& reading = *static_cast<Reading*>(api.function_get_local_init_data(info));
  guard([&] { return produce(run, reading, chunk); },
        [&](const Error& error) {
          run.binding.scans->report(error);
          api.function_set_error(info, error.to_string().c_str());
        });
}

}  // namespace

void LakeScans::set(const std::string& key, LakeScan scan) {
  auto shared = std::make_shared<const LakeScan>(std::move(scan));
  const std::lock_guard lock(mutex_);
  scans_[key] = std::move(shared);
}

std::shared_ptr<const LakeScan> LakeScans::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto it = scans_.find(key);
  return it == scans_.end() ? nullptr : it->second;
}

void LakeScans::set_direct(const std::string& table, std::span<const iceberg::FileScanTask> tasks) {
  std::vector<std::string> uris;
  for (const auto& task : tasks) uris.push_back(task.uri);
  const std::lock_guard lock(mutex_);
  direct_uris_[table] = std::move(uris);
}

void LakeScans::forget_direct() {
  const std::lock_guard lock(mutex_);
  direct_uris_.clear();
}

Error LakeScans::explain(Error error) const {
  const std::string said = without_brackets(error.message);
  const std::lock_guard lock(mutex_);
  for (const auto& [table, uris] : direct_uris_) {
    for (const std::string& uri : uris) {
      if (!said.contains(file_path_of(uri))) continue;
      error.kind = ErrorKind::kCorrupt;
      return iceberg::fail_to_read_file(std::move(error), table, uri).error();
    }
  }
  // Messages about the content of a file do not name it.
  const auto is_said = [&](std::string_view words) { return error.message.contains(words); };
  const bool is_damage = std::ranges::any_of(kWordsOfDamage, is_said);
  if (is_damage && !direct_uris_.empty()) {
    error.kind = ErrorKind::kStore;
    error.context.emplace_back(
        "while reading the query's files; 'eigenlake maintain check --deep' finds the damaged "
        "one");
  }
  return error;
}

void LakeScans::report(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = error;
}

std::optional<Error> LakeScans::take_error() {
  const std::lock_guard lock(mutex_);
  return std::exchange(error_, std::nullopt);
}

Result<> register_lake_scans(const Api& api, Handle connection, std::shared_ptr<LakeScans> scans) {
  api_of_process = &api;
  Handle function = api.create_table_function();
  api.table_function_set_name(function, kScanFunction);
  Handle text = api.create_logical_type(duckdb::Type::kVarchar);
  api.table_function_add_parameter(function, text);
  api.destroy_logical_type(&text);
  api.table_function_set_extra_info(function, new Registration{&api, std::move(scans)},
                                    destroy<Registration>);
  api.table_function_set_bind(function, bind_callback);
  api.table_function_set_init(function, init_callback);
  api.table_function_set_local_init(function, local_init_callback);
  api.table_function_set_function(function, rows_callback);
  api.table_function_supports_projection_pushdown(function, true);
  const auto state = api.register_table_function(connection, function);
  api.destroy_table_function(&function);
  if (state == duckdb::kSuccess) return {};
  return fail(ErrorKind::kInternal, "DuckDB rejected the table function {}", kScanFunction);
}

}  // namespace eigenlake
