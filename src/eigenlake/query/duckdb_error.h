// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The error of a DuckDB message about a query: kInterrupted; kResourceLimit where memory and spill folder do
/// not suffice; kNotFound for a missing file; kUsage with DuckDB's message for the rest.
Error error_of_duckdb(const char* message);

/// Whether an error is DuckDB's of an interrupt, not one of the consumer.
bool is_interrupt(const Error& error);

}  // namespace eigenlake
