#include "eigenlake/transform/experiment.h"

#include <algorithm>
#include <vector>

#include "eigenlake/iceberg/partition_spec.h"

namespace eigenlake {
namespace {

/// Of one name in a path, on the file systems in use.
constexpr size_t kFolderNameBytesMax = 255;
constexpr int64_t kMicrosecondsPerDay = int64_t{86'400} * 1'000'000;

Result<> check_unique_steps(const RunRecord& record) {
  const auto& iterations = record.iteration_list;
  const auto not_rising = [](const auto& a, const auto& b) { return a.iteration >= b.iteration; };
  if (std::ranges::adjacent_find(iterations, not_rising) == iterations.end()) return {};
  std::vector<int32_t> steps;
  steps.reserve(iterations.size());
  for (const auto& iteration : iterations) steps.push_back(iteration.iteration);
  std::ranges::sort(steps);
  const auto twice = std::ranges::adjacent_find(steps);
  if (twice == steps.end()) return {};
  return fail(ErrorKind::kCorrupt, "iteration_list: expected each iteration number once, found {} twice",
              *twice);
}

/// The tables are partitioned by these columns: their values become names of folders.
Result<> check_partition_folder(const std::string& column, const std::string& value) {
  const iceberg::PartitionSpec spec{.fields = {{1, 1000, column, {}}}};
  const auto name = iceberg::partition_path(spec, {iceberg::Type::string()}, {value});
  if (name.size() <= kFolderNameBytesMax) return {};
  return fail(ErrorKind::kCorrupt, "{}: expected a value whose folder name has at most {} bytes, found {}",
              column, kFolderNameBytesMax, name.size());
}

}  // namespace

int32_t BatchStamp::date_days() const {
  const int64_t days = timestamp_us / kMicrosecondsPerDay;
  return static_cast<int32_t>(timestamp_us % kMicrosecondsPerDay < 0 ? days - 1 : days);
}

std::string molecule_name(const RunRecord& record) {
  std::string name;
  for (const auto& symbol : record.symbols) name += symbol;
  return name;
}

Result<> check_record(const RunRecord& record) {
  EIGENLAKE_RETURN_IF_ERROR(check_partition_folder("basis_set", record.basis_set));
  EIGENLAKE_RETURN_IF_ERROR(check_partition_folder("backend", record.backend));
  for (const auto& iteration : record.iteration_list) {
    if (iteration.parameters_begin > iteration.parameters_end ||
        iteration.parameters_end > record.iteration_parameters.size())
      return fail(ErrorKind::kCorrupt, "iteration {}: parameters [{}, {}) of {}", iteration.iteration,
                  iteration.parameters_begin, iteration.parameters_end, record.iteration_parameters.size());
  }
  return check_unique_steps(record);
}

}  // namespace eigenlake
