#pragma once

#include <filesystem>

#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Sessions with an SQLite file.
///
/// The file keeps the journal mode that it has (new ones the rollback journal), so that it stays one file
/// that Java's and Python's drivers open too; commits wait for the disk, the directory included. Another
/// process that is writing is waited for up to `busy_ms_max`.
SqlConnector sqlite_connector(std::filesystem::path file, int busy_ms_max = 30'000);

}  // namespace eigenlake::iceberg
