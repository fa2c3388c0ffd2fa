// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// A table as another engine keeps one in the lake: the columns `id`, the key, and `note`, `num_rows` rows,
/// and no batch that wrote them.
void put_foreign_table(const Lake& lake, const std::string& name, int num_rows);

}  // namespace eigenlake
