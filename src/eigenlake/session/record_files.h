#pragma once

#include <functional>
#include <span>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// The number of records in the files, each of which was read whole and has an experiment id: a bad file is
/// known before the first record is sent.
///
/// Errors: of the files, naming file and record.
Result<size_t> count_records(std::span<const std::string> files);

/// Hands every record of the files to the publisher.
/// Errors: as count_records, and of Publisher::publish; kInterrupted after `stop_requested`.
Result<> publish_files(std::span<const std::string> files, Publisher& publisher,
                       const std::function<bool()>& stop_requested);

}  // namespace eigenlake
