// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/dataset_card.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

Json to_json(const DatasetTable& table) {
  Json columns = Json::array();
  for (const DatasetColumn& column : table.columns) {
    Json entry = {{"name", column.name}, {"type", column.type}, {"required", column.required}};
    if (!column.unit.empty()) entry["unit"] = column.unit;
    entry["meaning"] = column.meaning;
    columns.push_back(std::move(entry));
  }
  Json partitions = Json::array();
  for (const PartitionRows& partition : table.partitions)
    partitions.push_back({{"values", partition.values}, {"rows", partition.rows}});
  Json json = {{"name", table.name}, {"description", table.description}, {"row_per", table.row_per},
               {"rows", table.rows}, {"num_files", table.num_files},     {"bytes", table.bytes}};
  if (!table.files.empty()) json["files"] = table.files;
  json["key"] = table.key;
  json["partition_columns"] = table.partition_columns;
  json["partitions"] = std::move(partitions);
  json["columns"] = std::move(columns);
  return json;
}

Json to_json(const std::vector<CountedValue>& values) {
  Json json = Json::array();
  for (const CountedValue& value : values)
    json.push_back({{"value", value.value}, {"experiments", value.experiments}});
  return json;
}

Json to_json(const Provenance& provenance) {
  Json batches = Json::array();
  for (const BatchOrigin& batch : provenance.batches)
    batches.push_back({{"batch_id", batch.batch_id},
                       {"processing_name", batch.processing_name},
                       {"processed_at", batch.processed_at},
                       {"source", batch.source}});
  return {{"experiments", provenance.num_experiments},
          {"num_qubits", {provenance.num_qubits_min, provenance.num_qubits_max}},
          {"molecules", to_json(provenance.molecules)},
          {"basis_sets", to_json(provenance.basis_sets)},
          {"ansaetze", to_json(provenance.ansaetze)},
          {"optimizers", to_json(provenance.optimizers)},
          {"init_strategies", to_json(provenance.init_strategies)},
          {"backends", to_json(provenance.backends)},
          {"simulators", to_json(provenance.simulators)},
          {"batches", std::move(batches)}};
}

constexpr size_t kBatchesShown = 20;
constexpr size_t kValuesShown = 20;
constexpr std::string_view kUnspecified = "unspecified";

template <typename... Args>
void append(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

/// A double-quoted scalar: JSON's strings are YAML's.
std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Text for a cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<') escaped += '\\';
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

/// The Hub's name of a licence: lower case, "unknown" without one.
std::string license_key(std::string license) {
  if (license == kUnspecified) return "unknown";
  std::ranges::transform(license, license.begin(), [](unsigned char c) { return std::tolower(c); });
  return license;
}

void print_front_matter(std::string& out, const DatasetDescription& dataset) {
  append(out, "---\npretty_name: {}\nlicense: {}\n", quoted(dataset.title),
         quoted(license_key(dataset.license)));
  append(out, "tags:\n- chemistry\n- quantum-computing\n- vqe\n- tabular\n");
  append(out, "size_categories:\n- {}\n", size_category(dataset.num_rows()));
  if (dataset.format != ExportFormat::kIceberg) {
    append(out, "configs:\n");
    for (const DatasetTable& table : dataset.tables)
      append(out, "- config_name: {}\n  data_files: {}\n", table.name, quoted(table.files));
  }
  append(out, "---\n\n");
}

/// Iceberg tables are copied as they are, without those that hold paths.
bool leaves_out_paths(const DatasetDescription& dataset) {
  return !dataset.with_paths && dataset.format != ExportFormat::kIceberg &&
         std::ranges::any_of(dataset.tables,
                             [](const DatasetTable& table) { return holds_paths(table.name); });
}

void print_introduction(std::string& out, const DatasetDescription& dataset) {
  const Provenance& from = dataset.provenance;
  append(out, "# {}\n\n", dataset.title);
  append(
      out,
      "{} rows in {} tables about {} runs of the Variational Quantum Eigensolver (VQE): molecules, circuits, "
      "energies, parameters and trajectories. Exported on {} by Eigenlake {} as {}; the data are {}.\n\n",
      dataset.num_rows(), dataset.tables.size(), from.num_experiments, dataset.created_at,
      dataset.engine_version, name_of(dataset.format), dataset.state);
  if (!dataset.where.empty())
    append(out, "Selected are the {} of {} experiments of the view `runs` with `{}`.\n\n",
           dataset.selected.selected, dataset.selected.total, cell(dataset.where));
  for (const std::string& convention : table_conventions()) append(out, "- {}\n", convention);
  if (leaves_out_paths(dataset))
    append(out, "- Local paths are left out: `object_uri`, `input` and texts have names of files.\n");
  append(out,
         "\n`manifest.json` names every file with its size, rows and SHA-256; `dataset.json` says what this "
         "page "
         "says for programs.\n\n");
}

void print_iceberg_usage(std::string& out, const DatasetDescription& dataset, const std::string& table) {
  append(
      out,
      "An Apache Iceberg warehouse (format version 2, layout of a Hadoop catalog){}. Its metadata name `{}`: "
      "there the tables can be read; elsewhere engines that follow absolute paths will not find the "
      "files.\n\n",
      dataset.has_history ? " with the snapshots and tags of all complete batches" : "", dataset.location);
  append(out,
         "```python\nfrom pyiceberg.table import StaticTable\n\nrows = StaticTable.from_metadata(\n"
         "    \"{}/{}/{}/metadata/v1.metadata.json\").scan().to_arrow()\n```\n\n",
         dataset.location, kDatabase, table);
}

/// One line of Python for each of three libraries, in the folder of the card.
void print_readers(std::string& out, const std::string& pandas, const std::string& polars,
                   const std::string& sql) {
  append(out, "In this folder, one line each:\n\n```python\n");
  append(out, "import pandas; rows = pandas.{}\n", pandas);
  append(out, "import polars; rows = polars.{}\n", polars);
  append(out, "import duckdb; rows = duckdb.sql(\"SELECT * FROM {}\")\n```\n\n", sql);
}

void print_parquet_usage(std::string& out, const DatasetTable& table) {
  const bool has_folders = table.files.find("**") != std::string::npos;
  const char* folders = has_folders ? ", hive_partitioning=True" : "";
  print_readers(
      out, fmt::format("read_parquet('{}')", table.name),
      fmt::format("read_parquet('{}'{})", table.files, folders),
      fmt::format("read_parquet('{}'{})", table.files, has_folders ? ", hive_partitioning = true" : ""));
}

void print_csv_usage(std::string& out, const DatasetDescription& dataset, const DatasetTable& table) {
  print_readers(out, fmt::format("read_csv('{}')", table.files),
                fmt::format("read_csv('{}', infer_schema_length=None)", table.files),
                fmt::format("read_csv('{}')", table.files));
  append(
      out,
      "CSV as in RFC 4180, {}UTF-8. NULL is an empty field, an empty string is `\"\"`. Doubles have the "
      "shortest digits that read back to the same bits; times are ISO 8601 in UTC; lists are JSON text.\n\n",
      dataset.compressed ? "gzip, " : "");
}

void print_usage(std::string& out, const DatasetDescription& dataset) {
  if (dataset.tables.empty()) return;
  const DatasetTable& first = dataset.tables.front();
  append(out, "## Reading it\n\n");
  switch (dataset.format) {
    case ExportFormat::kIceberg:
      return print_iceberg_usage(out, dataset, first.name);
    case ExportFormat::kParquet:
      return print_parquet_usage(out, first);
    case ExportFormat::kCsv:
      return print_csv_usage(out, dataset, first);
  }
}

void print_tables(std::string& out, const DatasetDescription& dataset) {
  append(out,
         "## Tables\n\n| table | rows | files | bytes | partitions | what |\n|---|---|---|---|---|---|\n");
  for (const DatasetTable& table : dataset.tables)
    append(out, "| [{0}](#{0}) | {1} | {2} | {3} | {4} | {5} |\n", table.name, table.rows, table.num_files,
           table.bytes, table.partition_columns.empty() ? "" : fmt::format("{}", table.partitions.size()),
           cell(table.description));
  for (const DatasetTable& table : dataset.tables) {
    append(out, "\n### {}\n\n{} One row per {}; key: {}; partition columns: {}.\n\n", table.name,
           table.description, table.row_per, fmt::join(table.key, ", "),
           table.partition_columns.empty() ? "none"
                                           : fmt::format("{}", fmt::join(table.partition_columns, ", ")));
    append(out, "| column | type | unit | meaning |\n|---|---|---|---|\n");
    for (const DatasetColumn& column : table.columns)
      append(out, "| {} | {}{} | {} | {} |\n", cell(column.name), cell(column.type),
             column.required ? "" : "?", cell(column.unit), cell(column.meaning));
  }
}

void print_values(std::string& out, std::string_view title, const std::vector<CountedValue>& values) {
  if (values.empty()) return;
  append(out, "- {}: ", title);
  for (size_t i = 0; i < std::min(values.size(), kValuesShown); ++i)
    append(out, "{}{} ({})", i == 0 ? "" : ", ", values[i].value, values[i].experiments);
  if (values.size() > kValuesShown) append(out, " and {} more", values.size() - kValuesShown);
  append(out, "\n");
}

void print_provenance(std::string& out, const DatasetDescription& dataset) {
  const Provenance& from = dataset.provenance;
  append(out, "\n## Where it comes from\n\nSimulations, not measurements. In parentheses: experiments.\n\n");
  print_values(out, "Molecules", from.molecules);
  print_values(out, "Basis sets", from.basis_sets);
  print_values(out, "Ansätze", from.ansaetze);
  print_values(out, "Optimizers", from.optimizers);
  print_values(out, "Initial parameters", from.init_strategies);
  print_values(out, "Backends", from.backends);
  print_values(out, "Simulators", from.simulators);
  if (from.num_experiments > 0) append(out, "- Qubits: {} to {}\n", from.num_qubits_min, from.num_qubits_max);
  const size_t shown = std::min(from.batches.size(), kBatchesShown);
  append(out,
         "\nThe rows were written in {} batches{}:\n\n| batch | job | time | what it read "
         "|\n|---|---|---|---|\n",
         from.batches.size(),
         shown < from.batches.size() ? fmt::format(", of which the last {}", shown) : "");
  for (auto batch = from.batches.end() - static_cast<ptrdiff_t>(shown); batch != from.batches.end(); ++batch)
    append(out, "| {} | {} | {} | {} |\n", cell(batch->batch_id), cell(batch->processing_name),
           batch->processed_at, cell(batch->source));
}

void print_license_and_citation(std::string& out, const DatasetDescription& dataset) {
  if (dataset.license == kUnspecified) {
    append(out,
           "\n## Licence\n\nUnspecified: whoever publishes this dataset has not said under which licence.\n");
  } else {
    append(out, "\n## Licence\n\n{}\n", dataset.license);
  }
  append(out, "\n## Citation\n\n```bibtex\n@misc{{eigenlake_{},\n", dataset.fingerprint.substr(0, 12));
  if (!dataset.authors.empty()) append(out, "  author = {{{}}},\n", dataset.authors);
  append(out, "  title  = {{{}}},\n  year   = {{{}}},\n", dataset.title, dataset.created_at.substr(0, 4));
  append(out, "  note   = {{Exported by Eigenlake {}; SHA-256 of the data {}}}\n}}\n```\n",
         dataset.engine_version, dataset.fingerprint);
}

}  // namespace

std::string size_category(int64_t rows) {
  static constexpr auto kLimits =
      std::to_array<std::string_view>({"1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"});
  int64_t below = 1'000;
  for (size_t i = 0; i < kLimits.size(); ++i, below *= 10)
    if (rows < below) return i == 0 ? "n<1K" : fmt::format("{}<n<{}", kLimits[i - 1], kLimits[i]);
  return "n>1T";
}

std::string dataset_card(const DatasetDescription& dataset) {
  std::string out;
  print_front_matter(out, dataset);
  print_introduction(out, dataset);
  print_usage(out, dataset);
  print_tables(out, dataset);
  print_provenance(out, dataset);
  print_license_and_citation(out, dataset);
  return out;
}

Json dataset_json(const DatasetDescription& dataset) {
  Json tables = Json::array();
  for (const DatasetTable& table : dataset.tables) tables.push_back(to_json(table));
  Json json = {{"dataset_version", 1},
               {"title", dataset.title},
               {"license", dataset.license},
               {"authors", dataset.authors.empty() ? Json(nullptr) : Json(dataset.authors)},
               {"created_at", dataset.created_at},
               {"generator", {{"name", "eigenlake"}, {"version", dataset.engine_version}}},
               {"format", name_of(dataset.format)},
               {"state", dataset.state},
               {"fingerprint", dataset.fingerprint},
               {"rows", dataset.num_rows()},
               {"bytes", dataset.num_bytes()},
               {"conventions", table_conventions()}};
  json["with_paths"] = dataset.with_paths;
  if (!dataset.where.empty()) {
    json["where"] = dataset.where;
    json["experiments_selected"] = dataset.selected.selected;
    json["experiments_total"] = dataset.selected.total;
  }
  if (!dataset.location.empty()) json["location"] = dataset.location;
  json["provenance"] = to_json(dataset.provenance);
  json["tables"] = std::move(tables);
  return json;
}

}  // namespace eigenlake
