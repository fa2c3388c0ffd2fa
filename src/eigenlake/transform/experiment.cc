// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/experiment.h"

#include "eigenlake/iceberg/spec/partition_spec.h"
#include "eigenlake/record/record_structure.h"

namespace eigenlake {
namespace {

/// Of one name in a path, on common file systems.
constexpr size_t kFolderNameBytesMax = 255;
constexpr int64_t kMicrosecondsPerDay = int64_t{86'400} * 1'000'000;

/// The values of partition columns become names of folders.
Result<> check_partition_folder(const std::string& column, const std::string& value) {
  const iceberg::PartitionSpec spec{.fields = {{1, 1000, column, {}}}};
  const auto name = iceberg::partition_path(spec, {iceberg::Type::string()}, {value});
  if (name.size() <= kFolderNameBytesMax) return {};
  return fail(ErrorKind::kCorrupt, "{}: the folder name of a value must have at most {} bytes, got {}",
              column, kFolderNameBytesMax, name.size());
}

}  // namespace

int32_t BatchStamp::date_days() const {
  const int64_t days = timestamp_us / kMicrosecondsPerDay;
  return static_cast<int32_t>(timestamp_us % kMicrosecondsPerDay < 0 ? days - 1 : days);
}

BatchStamp BatchStamp::on_date(int32_t days) const {
  BatchStamp stamp = *this;
  stamp.timestamp_us = days * kMicrosecondsPerDay;
  return stamp;
}

std::string molecule_name(const RunRecord& record) {
  std::string name;
  for (const auto& symbol : record.symbols) name += symbol;
  return name;
}

Result<> check_record(const RunRecord& record) {
  EIGENLAKE_RETURN_IF_ERROR(check_partition_folder("basis_set", record.basis_set));
  EIGENLAKE_RETURN_IF_ERROR(check_partition_folder("backend", record.backend));
  return check_structure(record);
}

}  // namespace eigenlake
