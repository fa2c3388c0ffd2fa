// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The only place that includes simdjson, so that every file has the same definitions of it: without its
/// checks of each step, which take half of the time, but for builds with sanitizers.
#if defined(NDEBUG) || defined(EIGENLAKE_SANITIZE)
#include <simdjson.h>
#else
#define NDEBUG
#include <simdjson.h>
#undef NDEBUG
#include <cassert>
#endif
