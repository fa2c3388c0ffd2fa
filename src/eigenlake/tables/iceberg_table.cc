// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/tables/iceberg_table.h"

#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Rows of one row group; some 3 MB of the largest table.
constexpr int64_t kRowGroupRowsMax = 1 << 18;
/// Ids of the iterations of one row group fit, so that they stay a dictionary.
constexpr int64_t kDictionaryPageBytesMax = 8 << 20;
constexpr int kZstdLevel = 3;

/// Elements of lists are optional, as Spark's own frames have them, so that it can append.
iceberg::Type list_of(iceberg::Type element) {
  return iceberg::Type::list(std::move(element), false);
}

iceberg::Type iceberg_type(ColumnType type) {
  using iceberg::Type;
  static const auto kTypes =
      std::to_array<Type>({Type::string(), Type::int32(), Type::int64(), Type::float64(), Type::boolean(),
                           Type::date(), Type::timestamptz(), list_of(Type::string()), list_of(Type::int64()),
                           list_of(Type::float64()), list_of(list_of(Type::float64()))});
  return kTypes.at(static_cast<size_t>(type));
}

iceberg::ColumnEncoding iceberg_encoding(ColumnEncoding encoding) {
  using Iceberg = iceberg::ColumnEncoding;
  static constexpr std::array kEncodings = {Iceberg::kDictionary, Iceberg::kByteStreamSplit,
                                            Iceberg::kDeltaByteArray, Iceberg::kDeltaBinaryPacked};
  return kEncodings.at(static_cast<size_t>(encoding));
}

/// The encoding that every reader of Parquet knows in place of `encoding`: unique values would only make a
/// dictionary outgrow its page.
iceberg::ColumnEncoding plain_encoding(ColumnEncoding encoding) {
  const bool repeats =
      encoding == ColumnEncoding::kDictionary || encoding == ColumnEncoding::kDeltaBinaryPacked;
  return repeats ? iceberg::ColumnEncoding::kDictionary : iceberg::ColumnEncoding::kPlain;
}

bool wants_plain_encodings(const std::map<std::string, std::string>& properties) {
  const auto found = properties.find(std::string(kPlainEncodingsProperty));
  return found != properties.end() && found->second == "true";
}

}  // namespace

std::vector<iceberg::NewColumn> missing_columns(const TableDefinition& table, const iceberg::Schema& schema) {
  std::vector<iceberg::NewColumn> missing;
  for (const auto& column : table.columns) {
    if (!column.required && schema.find_field(column.name) == nullptr)
      missing.push_back({column.name, iceberg_type(column.type), column.meaning});
  }
  return missing;
}

iceberg::CreateTableOptions create_table_options(const TableDefinition& table,
                                                 const std::map<std::string, std::string>& properties) {
  iceberg::CreateTableOptions options;
  for (const auto& column : table.columns) {
    options.schema.fields.push_back({.id = 0,
                                     .name = column.name,
                                     .required = column.required,
                                     .type = iceberg_type(column.type),
                                     .doc = column.meaning});
  }
  options.schema = iceberg::assign_fresh_ids(std::move(options.schema));
  auto spec = iceberg::identity_partition_spec(options.schema, table.partition);
  EIGENLAKE_ASSERT(spec.has_value());
  options.partition_spec = *std::move(spec);
  options.properties = {{"comment", table.description},
                        {"write.format.default", "parquet"},
                        {"write.parquet.compression-codec", "zstd"},
                        {"write.metadata.previous-versions-max", "50"},
                        {"write.spark.accept-any-schema", "true"},
                        {"write.metadata.delete-after-commit.enabled", "true"}};
  for (const auto& [name, value] : properties) options.properties[name] = value;
  return options;
}

iceberg::ParquetWriteOptions parquet_write_options(const TableDefinition& table,
                                                   const std::map<std::string, std::string>& properties) {
  iceberg::ParquetWriteOptions options;
  const auto encoding_of = wants_plain_encodings(properties) ? plain_encoding : iceberg_encoding;
  for (const auto& column : table.columns) {
    const bool is_list = column.type >= ColumnType::kStringList;
    if (!is_list && column.type != ColumnType::kBoolean)
      options.encodings[column.name] = encoding_of(column.encoding);
  }
  options.zstd_level = kZstdLevel;
  options.row_group_rows_max = kRowGroupRowsMax;
  options.dictionary_page_bytes_max = kDictionaryPageBytesMax;
  options.use_threads = false;
  return options;
}

iceberg::PartitionValues partition_values(const TableDefinition& table, const PartitionKey& key) {
  iceberg::PartitionValues values;
  for (const auto& column : table.partition) {
    if (column == "processing_date") {
      values.emplace_back(key.processing_date);
    } else if (column == "basis_set") {
      values.emplace_back(key.basis_set);
    } else {
      EIGENLAKE_ASSERT(column == "backend");
      values.emplace_back(key.backend);
    }
  }
  return values;
}

iceberg::TableIdentifier table_identifier(std::string_view table) {
  return {std::string(kDatabase), std::string(table)};
}

}  // namespace eigenlake
