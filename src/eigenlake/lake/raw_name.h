#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Whether an object's name says that it is no raw object, or none yet: marks and unfinished files that other
/// programs leave beside the finished ones. The rules stand in docs/formats/record.md.
bool is_left_out(const ObjectInfo& object);

/// Whether a key or URI is its own ledger_name().
bool is_ledger_name(std::string_view key);

/// A key or URI of a raw object as tables and reports write it: bytes that are no UTF-8, and control
/// characters, are "%XX".
std::string ledger_name(std::string_view key);

/// The key that may have had this ledger_name() and is another text; none where there is none.
std::optional<std::string> key_behind(std::string_view ledger_name);

}  // namespace eigenlake
