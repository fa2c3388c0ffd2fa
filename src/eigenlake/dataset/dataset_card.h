// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/dataset/dataset_description.h"
#include "eigenlake/json/json.h"

namespace eigenlake {

/// README.md: a dataset card, YAML front matter and Markdown.
std::string dataset_card(const DatasetDescription& dataset);

/// "1K<n<10K": the size categories that dataset cards use.
std::string size_category(int64_t rows);

/// dataset.json: the description for programs.
Json dataset_json(const DatasetDescription& dataset);

}  // namespace eigenlake
