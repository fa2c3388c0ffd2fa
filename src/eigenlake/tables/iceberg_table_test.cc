#include "eigenlake/tables/iceberg_table.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using iceberg::ColumnEncoding;

TEST(ParquetWriteOptions, IdsShareTheirPrefixesAndDoublesAreSplitIntoBytes) {
  const auto options = parquet_write_options(table_definition("iteration_parameters"));
  EXPECT_EQ(options.encodings.at("parameter_id"), ColumnEncoding::kDeltaByteArray);
  EXPECT_EQ(options.encodings.at("parameter_value"), ColumnEncoding::kByteStreamSplit);
}

TEST(ParquetWriteOptions, APropertyOfTheTableLeavesOnlyEncodingsThatEveryReaderKnows) {
  for (const auto& table : all_tables()) {
    const auto options = parquet_write_options(table, {{std::string(kPlainEncodingsProperty), "true"}});
    for (const auto& [column, encoding] : options.encodings) {
      EXPECT_TRUE(encoding == ColumnEncoding::kPlain || encoding == ColumnEncoding::kDictionary)
          << table.name << "." << column;
    }
  }
}

TEST(ParquetWriteOptions, AnyOtherValueOfThePropertyChangesNothing) {
  const auto& table = table_definition("iteration_parameters");
  EXPECT_EQ(parquet_write_options(table, {{std::string(kPlainEncodingsProperty), "false"}}).encodings,
            parquet_write_options(table).encodings);
}

}  // namespace
}  // namespace eigenlake
