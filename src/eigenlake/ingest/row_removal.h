// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch_table.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// Removes found rows from a table without rewriting others: files that lose every row are removed, the
/// others get position deletes, one file of them for each partition, durable when this returns.
///
/// Requires: the rows were found at `snapshot_id`, the table's current one.
/// Errors:   kStore.
Result<TableRemoval> leave_out_rows(const iceberg::Table& table, int64_t snapshot_id, const FoundRows& found,
                                    const std::string& batch_id);

/// The same by rewriting every live file that has bytes of the experiments, also of rows that deletes hide:
/// the table gets its removal and the new files, whose rows keep their order. Position deletes go with the
/// last file that they concern.
///
/// Errors: of the reader and the writer.
/// Cost:   reads one column of the whole table; memory of one piece of some 262,144 rows.
Result<> write_without_rows(BatchTable& table, const ExperimentIds& ids, const std::string& batch_id,
                            ThreadPool& pool);

/// The live files of a snapshot that have bytes of the experiments, with the deletes that apply to them.
Result<std::vector<iceberg::FileScanTask>> files_with_bytes(const iceberg::Table& table,
                                                            std::vector<iceberg::FileScanTask> files,
                                                            const ExperimentIds& ids, ThreadPool& pool);

}  // namespace eigenlake
