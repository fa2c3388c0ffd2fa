// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/table_rebuild.h"

#include <algorithm>
#include <iterator>

#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

Result<TableRebuild> TableRebuild::begin(const Lake& lake, const TableStates& states,
                                         const std::string& name) {
  const auto& found = states.at(name).table;
  if (found) return TableRebuild(*found);
  EIGENLAKE_ASSIGN_OR_RETURN(auto staged, stage_again(lake, states, name));
  return TableRebuild(std::move(staged));
}

Result<> TableRebuild::add(const BatchStamp& stamp, const PartitionKey& partition, const RowSource& rows) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto writers, write_data_files(table_, table_definition(name()), partition,
                                                            iceberg::new_data_file_name(), rows));
  for (auto& writer : writers) {
    EIGENLAKE_ASSIGN_OR_RETURN(files_[stamp.batch_id].emplace_back(), writer.finish());
  }
  return {};
}

std::vector<iceberg::DataFile> TableRebuild::take_files() {
  std::vector<iceberg::DataFile> all;
  for (auto& [batch, files] : files_) std::ranges::move(files, std::back_inserter(all));
  files_.clear();
  return all;
}

Result<> TableRebuild::commit(std::span<const BatchStamp> stamps) {
  for (const BatchStamp& stamp : stamps) {
    const auto found = files_.find(stamp.batch_id);
    if (found == files_.end()) continue;
    const bool is_first = !table_.metadata().current_snapshot_id;
    iceberg::AppendOptions append{.files = std::move(found->second),
                                  .summary = {{std::string(kBatchIdProperty), stamp.batch_id},
                                              {std::string(kRecoveredProperty), "from raw"}}};
    append.tag = is_first ? creation_tag(stamp.batch_id) : append_tag(stamp.batch_id);
    // Of a batch that is there in part the tag is, too.
    if (table_.metadata().refs.contains(*append.tag)) append.tag.reset();
    EIGENLAKE_RETURN_IF_ERROR(iceberg::append(table_, append));
  }
  if (!table_.is_staged()) return {};
  return iceberg::commit_change(table_, [](iceberg::TableMetadata&) { return true; });
}

}  // namespace eigenlake
