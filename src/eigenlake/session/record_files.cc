// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/record_files.h"

#include <fmt/format.h>

#include "eigenlake/base/whole_file.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/record_stream.h"

namespace eigenlake {
namespace {

/// Returns the number of records.
Result<size_t> for_each_record_of(const std::string& file, const RecordVisitor& visitor) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, read_whole_file(file));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto source, open_records(bytes));
  if (const auto read = for_each_record(*source.records, visitor); !read)
    return fail_with_context(read.error(), fmt::format("while reading record {}", source.records->number()));
  return static_cast<size_t>(source.records->number());
}

}  // namespace

Result<size_t> count_records(std::span<const std::string> files) {
  size_t count = 0;
  for (const auto& file : files) {
    const auto records = for_each_record_of(file, [](RunRecord&& record) -> Result<> {
      EIGENLAKE_RETURN_IF_ERROR(experiment_id(record));
      return {};
    });
    if (!records) return fail_with_context(records.error(), "while checking " + file);
    count += *records;
  }
  return count;
}

Result<> publish_files(std::span<const std::string> files, Publisher& publisher,
                       const std::function<bool()>& stop_requested) {
  for (const auto& file : files) {
    const auto published = for_each_record_of(file, [&](RunRecord&& record) -> Result<> {
      if (stop_requested())
        return fail(ErrorKind::kInterrupted, "interrupted; the records read so far are in the spool");
      EIGENLAKE_ASSIGN_OR_RETURN(const std::string id, experiment_id(record));
      return publisher.publish(record, id);
    });
    if (!published) return fail_with_context(published.error(), "while publishing " + file);
  }
  return {};
}

}  // namespace eigenlake
