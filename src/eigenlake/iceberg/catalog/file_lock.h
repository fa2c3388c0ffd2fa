// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "eigenlake/iceberg/catalog/writer_lock.h"

namespace eigenlake::iceberg {

/// The kernel's lock on a file, created if missing: of all processes and threads of this machine one at a
/// time. The kernel releases it when the process dies. check() fails with kConflict once the file was
/// removed. Errors: kUnavailable with the holder's process id after the wait; kStore.
Result<std::unique_ptr<WriterLock>> lock_file(const std::string& path, double wait_seconds_max);

}  // namespace eigenlake::iceberg
