#include "eigenlake/iceberg/data/footer_metrics.h"

#include <parquet/file_reader.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/parquet_metrics.h"
#include "eigenlake/iceberg/data/store_streams.h"

namespace eigenlake::iceberg {

Result<DataFile> read_footer_metrics(const Table& table, const StoredPlace& place, int64_t size_bytes) {
  return guard_exceptions(ErrorKind::kStore, [&]() -> Result<DataFile> {
    const auto input = std::make_shared<StoreInputFile>(place.store, place.key, size_bytes);
    const auto reader = parquet::ParquetFileReader::Open(input);
    const auto footer = reader->metadata();
    DataFile metrics;
    for (int i = 0; i < footer->num_row_groups(); ++i)
      add_row_group_metrics(*footer->RowGroup(i), table.metadata().schema(), metrics);
    return metrics;
  });
}

}  // namespace eigenlake::iceberg
