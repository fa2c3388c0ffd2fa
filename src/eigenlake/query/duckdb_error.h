#pragma once

#include "eigenlake/base/error.h"

namespace eigenlake {

/// What a message of DuckDB means for a query: kInterrupted; kResourceLimit where memory and the folder for
/// spilling do not suffice; kNotFound for a file that is not there; kUsage with DuckDB's words for the rest.
Error error_of_duckdb(const char* message);

/// Whether an error is DuckDB's of an interrupt, not one of who takes the rows.
bool is_interrupt(const Error& error);

}  // namespace eigenlake
