#include "eigenlake/ingest/raw_record.h"

#include <chrono>

#include "eigenlake/base/clock.h"
#include "eigenlake/record/record_encoder.h"

namespace eigenlake {

Result<std::string> store_raw_record(const Lake& lake, const SimulatedRun& run) {
  const auto nanos = time_since_epoch<std::chrono::nanoseconds>();
  const std::string key = fmt::format("{}{}-{}.avro", kRawPrefix, nanos, run.experiment_id);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, write_records_avro(std::span(&run.record, 1)));
  EIGENLAKE_RETURN_IF_ERROR(lake.raw_store().put(key, bytes));
  return lake.raw_store().uri_of(key);
}

}  // namespace eigenlake
