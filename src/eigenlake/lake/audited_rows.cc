// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/audited_rows.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <arrow/api.h>

#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {
namespace {

void add_audited(const arrow::RecordBatch& rows, AuditedRows& audited) {
  const auto* ids = dynamic_cast<const arrow::StringArray*>(rows.column(0).get());
  const auto* names = dynamic_cast<const arrow::ListArray*>(rows.column(1).get());
  const auto* counts = dynamic_cast<const arrow::ListArray*>(rows.column(2).get());
  if (ids == nullptr || names == nullptr || counts == nullptr) return;
  const auto* name_values = dynamic_cast<const arrow::StringArray*>(names->values().get());
  const auto* count_values = dynamic_cast<const arrow::Int64Array*>(counts->values().get());
  if (name_values == nullptr || count_values == nullptr) return;
  for (int64_t row = 0; row < rows.num_rows(); ++row) {
    if (names->IsNull(row) || counts->IsNull(row)) continue;
    const int64_t length = std::min(names->value_length(row), counts->value_length(row));
    for (int64_t i = 0; i < length; ++i) {
      const std::string name(name_values->GetView(names->value_offset(row) + i));
      audited[std::string(ids->GetView(row))][name] = count_values->Value(counts->value_offset(row) + i);
    }
  }
}

}  // namespace

Result<AuditedRows> read_audited_rows(const iceberg::Table& audit) {
  static const std::vector<std::string> kColumns = {"processing_batch_id", "table_names", "record_counts"};
  AuditedRows audited;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, iceberg::plan_files(audit));
  const auto deletes = std::make_shared<iceberg::DeleteCache>();
  for (const auto& file : files) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto reader,
                               iceberg::DataFileReader::open(audit, file, kColumns, {}, deletes));
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, reader.next());
      if (rows == nullptr) break;
      add_audited(*rows, audited);
    }
  }
  return audited;
}

}  // namespace eigenlake
