#include "eigenlake/maintenance/rebuild_failures.h"

#include <array>
#include <map>
#include <string_view>

#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/known_batches.h"
#include "eigenlake/maintenance/table_rebuild.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {

Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run) {
  const TableState& state = states.at(kFailuresTable);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto stamps, read_stamps(*states.at(kAuditTable).table));
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, objects_of_batches(*states.at(kLedgerTable).table));
  for (auto& [batch, read] : objects)
    std::erase_if(read, [](const ReadObject& object) { return !is_failure_object(object.key); });
  if (state.table && state.damaged_files.empty()) {
    static constexpr std::array<std::string_view, 1> kColumns = {"processing_batch_id"};
    EIGENLAKE_RETURN_IF_ERROR(read_table(*state.table, {}, kColumns, {}, [&](const TableChunk& chunk) {
      for (int64_t row = 0; row < chunk.num_rows(); ++row) objects.erase(std::string(chunk.string(0, row)));
    }));
  }
  size_t num_found = 0;
  size_t num_lost = 0;
  std::map<std::string, std::vector<FailedRun>> failures;
  for (const auto& [batch, keys] : objects) {
    for (const ReadObject& object : keys) {
      const auto bytes = lake.raw_store().get(object.key);
      auto failure = bytes ? parse_failed_run(*bytes) : std::unexpected(bytes.error());
      ++(failure ? num_found : num_lost);
      if (failure) failures[batch].push_back(*std::move(failure));
    }
  }
  if (!dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto table, TableRebuild::begin(lake, states, std::string(kFailuresTable)));
    for (const BatchStamp& stamp : stamps)
      if (const auto found = failures.find(stamp.batch_id); found != failures.end())
        EIGENLAKE_RETURN_IF_ERROR(
            table.add(stamp, {}, single_batch(failed_run_rows(found->second, stamp.batch_id))));
    EIGENLAKE_RETURN_IF_ERROR(table.commit(stamps));
    // A rebuilt ledger has given the objects to other batches.
    if (!stamps.empty()) EIGENLAKE_RETURN_IF_ERROR(count_after(table.table(), stamps.back().batch_id));
    if (num_lost == 0) EIGENLAKE_RETURN_IF_ERROR(remember_table(lake, states, table.table()));
  }
  std::string what = fmt::format("{} {} rows", dry_run ? "would put back" : "put back", num_found);
  if (num_lost > 0)
    what += fmt::format(
        "; {} objects are gone, and `eigenlake recover --accept {}` accepts the loss of their rows", num_lost,
        kFailuresTable);
  return std::vector<RecoveryStep>{{std::string(kFailuresTable), std::move(what), num_lost == 0}};
}

}  // namespace eigenlake
