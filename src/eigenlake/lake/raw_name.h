// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// True for marks and unfinished files of other programs, by name; see docs/formats/record.md.
bool is_left_out(const ObjectInfo& object);

/// True if the key is its own ledger_name().
bool is_ledger_name(std::string_view key);

/// A raw object's key or URI in tables and reports: control characters and invalid UTF-8 as "%XX".
std::string ledger_name(std::string_view key);

/// Another key with this ledger_name(), if any.
std::optional<std::string> key_behind(std::string_view ledger_name);

}  // namespace eigenlake
