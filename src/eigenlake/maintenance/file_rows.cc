// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/file_rows.h"

#include <string>
#include <vector>

#include <arrow/api.h>

#include "eigenlake/iceberg/data/data_file_reader.h"

namespace eigenlake {

Result<> visit_rows(const iceberg::Table& table, const iceberg::FileScanTask& file,
                    const std::shared_ptr<iceberg::DeleteCache>& deletes,
                    const std::function<Result<>(std::shared_ptr<arrow::RecordBatch>)>& visit) {
  std::vector<std::string> columns;
  for (const auto& field : table.metadata().schema().fields) columns.push_back(field.name);
  EIGENLAKE_ASSIGN_OR_RETURN(auto reader, iceberg::DataFileReader::open(table, file, columns, {}, deletes));
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto batch, reader.next());
    if (batch == nullptr) return {};
    EIGENLAKE_RETURN_IF_ERROR(visit(std::move(batch)));
  }
}

}  // namespace eigenlake
