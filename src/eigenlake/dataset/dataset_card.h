#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/dataset/dataset_description.h"

namespace eigenlake {

/// README.md: a dataset card, YAML front matter and Markdown.
std::string dataset_card(const DatasetDescription& dataset);

/// "1K<n<10K": the size categories that dataset cards use.
std::string_view size_category(int64_t rows);

}  // namespace eigenlake
