// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Sessions with an SQLite file, which keeps its journal mode (the rollback journal for new ones), so that
/// Java's and Python's drivers open it. Commits wait for the disk; other writers are waited for.
SqlConnector sqlite_connector(std::filesystem::path file, int busy_ms_max = 30'000);

}  // namespace eigenlake::iceberg
