// SPDX-License-Identifier: Apache-2.0
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

/// A user's tag, which maintenance never expires.
struct UserTag {
  std::string name;
  std::vector<std::string> tables;  ///< Ordered.
  int64_t timestamp_ms = 0;         ///< Of its newest snapshot, since 1970.
};

/// Letters, digits, '.', '_' and '-', not the form of a batch's tags. Errors: kUsage.
Result<> check_tag_name(std::string_view name);

/// Ordered by name.
std::vector<UserTag> user_tags(const LakeTables& tables);

/// Tags a snapshot of each table: as one commit if the catalog commits together; else one by one, undone on
/// failure.
///
/// Errors: kUsage for an invalid or used name; kUnavailable for another writer; kStore.
Result<> create_user_tag(const Lake& lake, const std::string& name,
                         const std::map<std::string, int64_t>& snapshots);

/// From all tables; returns their names. Errors: kNotFound; kUsage for a batch's tag; as create_user_tag.
Result<std::vector<std::string>> delete_user_tag(const Lake& lake, const std::string& name);

}  // namespace eigenlake
