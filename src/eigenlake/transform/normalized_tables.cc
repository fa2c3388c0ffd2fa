#include "eigenlake/transform/normalized_tables.h"

#include <algorithm>

#include "eigenlake/base/assert.h"

namespace eigenlake {

const NormalizedTable& normalized_table(std::string_view name) {
  const auto found = std::ranges::find(kNormalizedRows, name, &NormalizedTable::name);
  EIGENLAKE_ASSERT(found != kNormalizedRows.end());
  return *found;
}

std::shared_ptr<arrow::RecordBatch> normalized_rows(std::string_view table,
                                                    std::span<const Experiment> experiments,
                                                    const BatchStamp& stamp) {
  return normalized_table(table).rows(experiments, stamp);
}

int64_t count_normalized_rows(std::string_view table, const RunRecord& record) {
  return normalized_table(table).count(record);
}

}  // namespace eigenlake
