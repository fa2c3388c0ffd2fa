// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export.h"

#include <algorithm>

#include "eigenlake/base/clock.h"
#include "eigenlake/dataset/csv_export.h"
#include "eigenlake/dataset/dataset_card.h"
#include "eigenlake/dataset/export_manifest.h"
#include "eigenlake/dataset/iceberg_export.h"
#include "eigenlake/dataset/parquet_export.h"
#include "eigenlake/dataset/table_rows_query.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// The columns of a table, existing or future.
iceberg::Schema schema_of(const TableSnapshot& table) {
  return table.table ? table.table->metadata().schema()
                     : create_table_options(table_definition(table.name)).schema;
}

/// The identity partition columns; other transforms have no column to show.
std::vector<std::string> partition_columns_of(const TableSnapshot& table, const iceberg::Schema& schema) {
  if (!table.table) return table_definition(table.name).partition;
  std::vector<std::string> columns;
  for (const auto& field : table.table->metadata().partition_spec().fields) {
    const auto source = std::ranges::find(schema.fields, field.source_id, &iceberg::NestedField::id);
    if (field.transform.kind == iceberg::Transform::Kind::kIdentity && source != schema.fields.end())
      columns.push_back(source->name);
  }
  return columns;
}

std::vector<DatasetColumn> describe_columns(const iceberg::Schema& schema,
                                            const TableDefinition* definition) {
  std::vector<DatasetColumn> columns;
  for (const auto& field : schema.fields) {
    const ColumnDefinition* known = definition == nullptr ? nullptr : definition->find_column(field.name);
    columns.push_back({.name = field.name,
                       .type = field.type.to_string(),
                       .required = field.required,
                       .unit = std::string(unit_of(field.name)),
                       .meaning = field.doc.empty() && known != nullptr ? known->meaning : field.doc});
  }
  return columns;
}

class DatasetExport {
 public:
  DatasetExport(const ExportSource& source, ExportDestination& destination, const ExportOptions& options)
      : source_(source),
        destination_(destination),
        options_(options),
        files_(destination, source.tables.size(), options.on_progress, options.stop_requested) {
    dataset_ = {.title = options.title,
                .license = options.license,
                .authors = options.authors,
                .created_at = iso_8601_of(now_ms() / 1000 * 1'000'000),
                .engine_version = EIGENLAKE_VERSION,
                .format = options.format,
                .compressed = options.compress,
                .location = options.format == ExportFormat::kIceberg ? location() : "",
                .has_history = options.history,
                .state = options.state,
                .with_paths = options.with_paths,
                .where = options.where,
                .selected = options.selected,
                .fingerprint = {},
                .tables = {},
                .provenance = {}};
  }

  Result<ExportReport> run() {
    EIGENLAKE_RETURN_IF_ERROR(create_views());
    for (const TableSnapshot& table : source_.tables) {
      // A future table has no metadata to copy.
      if (options_.format == ExportFormat::kIceberg && !table.table) continue;
      EIGENLAKE_RETURN_IF_ERROR(export_table(table));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(dataset_.provenance, read_provenance(source_.session));
    dataset_.fingerprint = fingerprint_of(files_.files());
    EIGENLAKE_RETURN_IF_ERROR(files_.put("", "dataset.json", dataset_json(dataset_).dump(1) + "\n"));
    EIGENLAKE_RETURN_IF_ERROR(files_.put("", "README.md", dataset_card(dataset_)));
    const auto files = files_.files();
    EIGENLAKE_RETURN_IF_ERROR(
        destination_.publish(export_manifest_json(files, name_of(options_.format), dataset_.created_at)));
    return ExportReport{.dataset = std::move(dataset_), .uri = destination_.uri(), .num_files = files.size()};
  }

 private:
  std::string location() const {
    std::string location = options_.location.empty() ? destination_.uri() : options_.location;
    while (location.ends_with('/')) location.pop_back();
    return location;
  }

  /// Of the tables, and of those that the card needs.
  Result<> create_views() {
    std::vector<std::string> names = {"molecules", "vqe_results", std::string(kAuditTable)};
    for (const TableSnapshot& table : source_.tables) names.push_back(table.name);
    return create_export_views(source_.session, names,
                               {.only_selected = !options_.where.empty(),
                                .with_paths = options_.with_paths,
                                .raw_location = options_.raw_location});
  }

  Result<> export_table(const TableSnapshot& table) {
    files_.begin_table(table.name);
    const iceberg::Schema schema = schema_of(table);
    const auto partition_columns = partition_columns_of(table, schema);
    EIGENLAKE_RETURN_IF_ERROR(write_rows(table, schema, partition_columns));
    EIGENLAKE_ASSIGN_OR_RETURN(auto description, describe(table, schema, partition_columns));
    dataset_.tables.push_back(std::move(description));
    files_.end_table();
    return {};
  }

  Result<> write_rows(const TableSnapshot& table, const iceberg::Schema& schema,
                      const std::vector<std::string>& partition_columns) {
    switch (options_.format) {
      case ExportFormat::kParquet: {
        const TableDefinition* definition = find_table(table.name);
        ParquetExportOptions parquet{
            .write = {}, .partition_columns = {}, .file_bytes_max = options_.file_bytes_max};
        if (definition != nullptr) parquet.write = parquet_write_options(*definition);
        if (options_.partitioned) parquet.partition_columns = partition_columns;
        return export_parquet(source_.session, files_, table.name, schema, parquet);
      }
      case ExportFormat::kCsv: {
        std::vector<std::string> columns;
        for (const auto& field : schema.fields) columns.push_back(field.name);
        return export_csv(source_.session, files_, table.name, columns, options_.compress);
      }
      case ExportFormat::kIceberg: {
        const auto* snapshot =
            table.snapshot_id ? table.table->metadata().snapshot_by_id(*table.snapshot_id) : nullptr;
        return export_iceberg(files_, *table.table, snapshot, source_.log,
                              {.location = location(), .history = options_.history, .link = options_.link});
      }
    }
    return {};
  }

  std::string pattern_of(const std::string& table, const std::vector<std::string>& partition_columns) const {
    switch (options_.format) {
      case ExportFormat::kParquet:
        return table + (options_.partitioned && !partition_columns.empty() ? "/**/*.parquet" : "/*.parquet");
      case ExportFormat::kCsv:
        return table + (options_.compress ? ".csv.gz" : ".csv");
      case ExportFormat::kIceberg:
        break;
    }
    return "";
  }

  Result<DatasetTable> describe(const TableSnapshot& table, const iceberg::Schema& schema,
                                const std::vector<std::string>& partition_columns) {
    const TableDefinition* definition = find_table(table.name);
    DatasetTable description{.name = table.name,
                             .description = {},
                             .row_per = "row",
                             .key = {},
                             .partition_columns = partition_columns,
                             .columns = describe_columns(schema, definition),
                             .partitions = {},
                             .files = pattern_of(table.name, partition_columns)};
    if (definition != nullptr) {
      description.description = definition->description;
      description.row_per = definition->row_per;
      description.key = definition->key;
    }
    for (const ExportedFile& file : files_.files()) {
      if (file.table != table.name) continue;
      ++description.num_files;
      description.bytes += file.bytes;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(description.rows, count_rows(source_.session, table.name));
    EIGENLAKE_RETURN_IF_ERROR(check_rows(description));
    if (partition_columns.empty()) return description;
    EIGENLAKE_ASSIGN_OR_RETURN(description.partitions,
                               read_partitions(source_.session, table.name, partition_columns));
    return description;
  }

  /// Row files must hold as many rows as `sql` counts; copied Iceberg files may also hold deleted rows.
  Result<> check_rows(const DatasetTable& table) const {
    if (options_.format == ExportFormat::kIceberg) return {};
    int64_t rows = 0;
    for (const ExportedFile& file : files_.files())
      rows += file.table == table.name ? file.rows.value_or(0) : 0;
    if (rows == table.rows) return {};
    return fail(ErrorKind::kInternal, "expected {} rows in the files of {}, found {}", table.rows, table.name,
                rows);
  }

  const ExportSource& source_;
  ExportDestination& destination_;
  const ExportOptions& options_;
  ExportFiles files_;
  DatasetDescription dataset_;
};

}  // namespace

Result<ExportReport> export_dataset(const ExportSource& source, ExportDestination& destination,
                                    const ExportOptions& options) {
  return DatasetExport(source, destination, options).run();
}

}  // namespace eigenlake
