// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// Counts the records of the files after reading all of them, so that a bad file is found before the first
/// record is sent.
///
/// Errors: of the files, naming file and record; a record without an experiment id.
Result<size_t> count_records(std::span<const std::string> files);

/// Errors: as count_records, and of Publisher::publish; kInterrupted after `stop_requested`.
Result<> publish_files(std::span<const std::string> files, Publisher& publisher,
                       const std::function<bool()>& stop_requested);

}  // namespace eigenlake
