#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace eigenlake::iceberg {

/// Parquet encodings of a column's values.
enum class ColumnEncoding {
  kPlain,
  kDictionary,         ///< Falls back to plain when the dictionary outgrows its page.
  kDeltaBinaryPacked,  ///< int, long, date, timestamps.
  kDeltaByteArray,     ///< Strings that share prefixes with their neighbours.
  kByteStreamSplit,    ///< float, double; zstd then compresses the exponents well.
};

struct ParquetWriteOptions {
  /// By dotted column name ("coordinates.element.element"); default: kDictionary for strings, else kPlain.
  std::map<std::string, ColumnEncoding> encodings;
  int zstd_level = 1;
  int64_t row_group_rows_max = 1 << 20;
  int64_t data_page_bytes = 1 << 20;
  int64_t dictionary_page_bytes_max = 1 << 20;
  /// Encodes and compresses columns side by side on Arrow's CPU thread pool.
  bool use_threads = true;
  /// Code points of a string kept in manifest bounds; 0 keeps all.
  int bound_code_points_max = 16;
  /// Exceptions by column.
  std::map<std::string, int> bound_code_points_by_column;
};

}  // namespace eigenlake::iceberg
