// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/dataset/export_files.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// Writes the rows of a table as {table}.csv, or {table}.csv.gz with `compress`.
///
/// RFC 4180: a header line, lines end in CRLF, fields with a comma, quote or line break are quoted. NULL is
/// an empty field, an empty string is "". Doubles have the shortest digits that read back to the same bits
/// (nan, inf and -inf where they are none), timestamps with zone are ISO 8601 in UTC
/// (2025-01-10T12:00:00.5Z), lists are JSON text, in which NaN and infinities, which JSON cannot say, are the
/// strings "NaN", "Infinity" and "-Infinity".
///
/// Errors: of query_table_rows; kStore; kInterrupted.
Result<> export_csv(SqlSession& session, ExportFiles& files, const std::string& table,
                    const std::vector<std::string>& columns, bool compress);

/// Compresses into `inner` as one gzip member without name and time: equal bytes give equal files.
///
/// Source: RFC 1952.
std::unique_ptr<ObjectWriter> gzip_writer(std::unique_ptr<ObjectWriter> inner);

}  // namespace eigenlake
