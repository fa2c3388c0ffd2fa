#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {

/// A tag that a user put on the tables; maintenance never expires it.
struct UserTag {
  std::string name;
  std::vector<std::string> tables;  ///< Those that have it, ordered.
  int64_t timestamp_ms = 0;         ///< Of the newest snapshot that it names, since 1970.
};

/// Whether a tag may have this name: letters, digits, '.', '_' and '-', not the form of a batch's tags.
///
/// Errors: kUsage.
Result<> check_tag_name(std::string_view name);

/// The tags of users, ordered by name.
std::vector<UserTag> user_tags(const LakeTables& tables);

/// Puts a tag on a snapshot of each of these tables: as one commit where the catalog commits together; else
/// one after the other, and when one fails those before are taken back.
///
/// Errors: kUsage for a name that is none or that a tag or branch of any table has; kUnavailable where
/// another
///         process writes to the lake; kStore.
Result<> create_user_tag(const Lake& lake, const std::string& name,
                         const std::map<std::string, int64_t>& snapshots);

/// Takes it from all tables; returns their names.
///
/// Errors: kNotFound where no table has it; kUsage for a batch's tag; as create_user_tag.
Result<std::vector<std::string>> delete_user_tag(const Lake& lake, const std::string& name);

}  // namespace eigenlake
