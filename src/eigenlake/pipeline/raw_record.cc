#include <chrono>

#include "eigenlake/pipeline/simulate.h"
#include "eigenlake/record/record_avro.h"

namespace eigenlake {

Result<std::string> store_raw_record(const Lake& lake, const SimulatedRun& run) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  const std::string key = fmt::format("{}{}-{}.avro", kRawPrefix, nanos, run.experiment_id);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, write_records_avro(std::span(&run.record, 1)));
  EIGENLAKE_RETURN_IF_ERROR(lake.raw_store().put(key, bytes));
  return lake.raw_store().uri_of(key);
}

}  // namespace eigenlake
