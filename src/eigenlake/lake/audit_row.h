// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// The row of processing_metadata that completes a batch.
struct AuditRow {
  struct Table {
    std::string name;
    std::string version;  ///< The snapshot tag, or no_changes.
    int64_t rows = 0;
  };
  BatchStamp stamp;
  std::string source_info;
  std::vector<Table> tables;
};

std::shared_ptr<arrow::RecordBatch> audit_rows(const AuditRow& row);

}  // namespace eigenlake
