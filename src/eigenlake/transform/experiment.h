// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/record/run_settings.h"

namespace eigenlake {

/// One record with its identity: the unit of the tables.
struct Experiment {
  std::string id;  ///< experiment_id, 64 hexadecimal digits.
  RunRecord record;
  RunSettings settings;  ///< Those of the record.
};

/// Common to all rows of one batch.
struct BatchStamp {
  std::string batch_id;  ///< UUID with dashes.
  std::string processing_name;
  int64_t timestamp_us = 0;  ///< UTC, microseconds since 1970.

  int32_t date_days() const;                    ///< UTC date, days since 1970.
  BatchStamp on_date(int32_t date_days) const;  ///< The same batch on another date.
};

/// Element symbols joined: "OHH".
std::string molecule_name(const RunRecord& record);

/// Rejects decoded records that the tables cannot hold: contradictory ones (check_structure), and a basis set
/// or backend too long for the name of a folder.
///
/// Errors: kCorrupt.
Result<> check_record(const RunRecord& record);

}  // namespace eigenlake
