// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// The experiment of small_record(number).
std::string small_id(int number);

/// 1 and the numbers after it whose experiments have ids that begin with the same character; `count` in all.
std::vector<int> numbers_alike(int count);

/// Stores small_record(first) and the `count` - 1 after it as raw objects; their ids.
std::vector<std::string> store_small_records(const Lake& lake, int first, int count);

/// The same, and makes tables of all that waits: one batch of rows and one of features.
std::vector<std::string> fill_lake(const Lake& lake, int first, int count);

/// Puts into an empty lake what is made once for all tests: experiment 1 of one call of ingest, 2 and 3 of
/// another, each with its features.
void fill_as_usual(TestLake& lake);

/// Complete batches, the oldest first.
std::vector<std::string> batches_of(const Lake& lake);

/// Removes every file of a table, as a loss does.
void lose_table(const Lake& lake, const std::string& table);
/// Makes its metadata unreadable.
void damage_table(const Lake& lake, const std::string& table);

/// What plan_run() would make of small_record(number), as far as it matters to who has the record.
PlannedRun small_plan(int number);

}  // namespace eigenlake
