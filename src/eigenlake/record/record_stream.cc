// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_stream.h"

namespace eigenlake {

Result<bool> RecordStream::skip() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto record, next());
  return record.has_value();
}

Result<void> for_each_record(RecordStream& records, const RecordVisitor& visit) {
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto record, records.next());
    if (!record) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(auto good, *std::move(record));
    EIGENLAKE_RETURN_IF_ERROR(visit(std::move(good)));
  }
}

}  // namespace eigenlake
