// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/tables/iceberg_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using iceberg::ColumnEncoding;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ParquetWriteOptions, IdsShareTheirPrefixesAndDoublesAreSplitIntoBytes) {
  const auto options = parquet_write_options(table_definition("iteration_parameters"));
  EXPECT_EQ(options.encodings.at("parameter_id"), ColumnEncoding::kDeltaByteArray);
  EXPECT_EQ(options.encodings.at("parameter_value"), ColumnEncoding::kByteStreamSplit);
}

TEST(ParquetWriteOptions, PropertyLeavesOnlyPlainEncodings) {
  for (const auto& table : all_tables()) {
    const auto options = parquet_write_options(table, {{std::string(kPlainEncodingsProperty), "true"}});
    for (const auto& [column, encoding] : options.encodings) {
      EXPECT_TRUE(encoding == ColumnEncoding::kPlain || encoding == ColumnEncoding::kDictionary)
          << table.name << "." << column;
    }
  }
}

TEST(ParquetWriteOptions, OtherPropertyValuesChangeNothing) {
  const auto& table = table_definition("iteration_parameters");
  EXPECT_EQ(parquet_write_options(table, {{std::string(kPlainEncodingsProperty), "false"}}).encodings,
            parquet_write_options(table).encodings);
}

TEST(ParquetWriteOptions, ListsAndBooleansHaveNoEncodingOfTheirOwn) {
  const auto options = parquet_write_options(table_definition("molecules"));
  EXPECT_FALSE(options.encodings.contains("coordinates"));
  EXPECT_FALSE(options.encodings.contains("atom_symbols"));
  EXPECT_EQ(options.encodings.at("charge"), ColumnEncoding::kDictionary);
  EXPECT_FALSE(parquet_write_options(table_definition("vqe_results")).encodings.contains("success"));
  const auto steps = parquet_write_options(table_definition("vqe_iterations"));
  EXPECT_EQ(steps.encodings.at("iteration_step"), ColumnEncoding::kDeltaBinaryPacked);
}

TEST(ParquetWriteOptions, PlainEncodingsKeepDictionariesWhereValuesRepeat) {
  const auto options = parquet_write_options(table_definition("iteration_parameters"),
                                             {{std::string(kPlainEncodingsProperty), "true"}});
  EXPECT_EQ(options.encodings.at("parameter_value"), ColumnEncoding::kPlain);
  EXPECT_EQ(options.encodings.at("parameter_id"), ColumnEncoding::kPlain);
  EXPECT_EQ(options.encodings.at("parameter_index"), ColumnEncoding::kDictionary);
  EXPECT_EQ(options.encodings.at("experiment_id"), ColumnEncoding::kDictionary);
}

TEST(CreateTableOptions, ColumnsHaveIdsInOrderTypesAndMeanings) {
  for (const auto& table : all_tables()) {
    const auto options = create_table_options(table);
    ASSERT_EQ(options.schema.fields.size(), table.columns.size());
    int id = 0;
    for (const auto& column : table.columns) {
      const auto& field = options.schema.fields[static_cast<size_t>(id)];
      EXPECT_EQ(field.id, ++id) << table.name << "." << column.name;
      EXPECT_EQ(field.name, column.name);
      EXPECT_EQ(field.required, column.required) << column.name;
      EXPECT_EQ(field.type.to_string(), name_of(column.type)) << column.name;
      EXPECT_EQ(field.doc, column.meaning);
    }
    EXPECT_TRUE(iceberg::check_schema(options.schema)) << table.name;
  }
}

TEST(CreateTableOptions, ElementsOfListsAreOptional) {
  const auto schema = create_table_options(table_definition("molecules")).schema;
  const auto& coordinates = schema.find_field("coordinates")->type;
  EXPECT_FALSE(coordinates.fields.at(0).required);
  EXPECT_FALSE(coordinates.fields.at(0).type.fields.at(0).required);
}

TEST(CreateTableOptions, PartitionsAreTheColumnsThemselves) {
  const auto options = create_table_options(table_definition("vqe_results"));
  std::vector<std::string> names;
  for (const auto& field : options.partition_spec.fields) {
    names.push_back(field.name);
    EXPECT_EQ(field.transform.kind, iceberg::Transform::Kind::kIdentity);
    EXPECT_EQ(options.schema.find_field(field.source_id)->name, field.name);
  }
  EXPECT_THAT(names, ElementsAre("processing_date", "basis_set", "backend"));
  EXPECT_TRUE(create_table_options(table_definition("source_objects")).partition_spec.is_unpartitioned());
}

TEST(CreateTableOptions, SparkMayAppendWhateverItsSchema) {
  const auto& table = table_definition("molecules");
  const auto options = create_table_options(table, {{"own", "1"}, {"write.format.default", "orc"}});
  EXPECT_EQ(options.properties.at("write.spark.accept-any-schema"), "true");
  EXPECT_EQ(options.properties.at("comment"), table.description);
  EXPECT_EQ(options.properties.at("own"), "1");
  EXPECT_EQ(options.properties.at("write.format.default"), "orc") << "what the caller says comes last";
}

TEST(MissingColumns, AreTheOptionalOnesOfAnOlderTable) {
  const auto& table = table_definition("molecules");
  auto schema = create_table_options(table).schema;
  EXPECT_THAT(missing_columns(table, schema), IsEmpty());
  std::erase_if(schema.fields, [](const auto& field) {
    return field.name == "formula" || field.name == "name" || field.name == "charge";
  });
  const auto missing = missing_columns(table, schema);
  ASSERT_EQ(missing.size(), 2U) << "a required column cannot be added to rows that are there";
  EXPECT_EQ(missing[0].name, "name");
  EXPECT_EQ(missing[1].name, "formula");
  EXPECT_EQ(missing[1].type.to_string(), "string");
  EXPECT_EQ(missing[1].doc, table.find_column("formula")->meaning);
}

TEST(PartitionValues, AreThoseOfTheTablesColumnsInOrder) {
  const PartitionKey key{.processing_date = 20'098, .basis_set = "sto3g", .backend = "exact"};
  using Values = iceberg::PartitionValues;
  EXPECT_EQ(partition_values(table_definition("molecules"), key), (Values{20'098}));
  EXPECT_EQ(partition_values(table_definition("ansatz_info"), key), (Values{20'098, std::string("sto3g")}));
  EXPECT_EQ(partition_values(table_definition("hamiltonian_terms"), key),
            (Values{20'098, std::string("sto3g"), std::string("exact")}));
  EXPECT_EQ(partition_values(table_definition("labels"), key), Values{});
}

TEST(TableIdentifier, IsInTheDatabase) {
  EXPECT_EQ(table_identifier("molecules").to_string(), "quantum_features.molecules");
}

}  // namespace
}  // namespace eigenlake
