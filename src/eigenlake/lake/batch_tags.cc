// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/batch_tags.h"

#include "eigenlake/iceberg/spec/snapshot.h"

namespace eigenlake {
namespace {

std::string without_dashes(std::string_view batch_id) {
  std::string digits(batch_id);
  std::erase(digits, '-');
  return digits;
}

}  // namespace

std::string creation_tag(std::string_view batch_id) {
  return std::string(kCreationTagPrefix) + without_dashes(batch_id);
}

std::string append_tag(std::string_view batch_id) {
  return std::string(kAppendTagPrefix) + without_dashes(batch_id);
}

std::optional<std::string> batch_of_tag(std::string_view tag) {
  constexpr size_t kDigits = 32;
  for (const std::string_view prefix : {kAppendTagPrefix, kCreationTagPrefix}) {
    if (!tag.starts_with(prefix) || tag.size() != prefix.size() + kDigits) continue;
    const auto digits = tag.substr(prefix.size());
    if (digits.contains('-')) return std::nullopt;
    std::string id;
    id.reserve(kDigits + 4);
    for (size_t i = 0; i < kDigits; ++i) {
      if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';
      id += digits[i];
    }
    return id;
  }
  return std::nullopt;
}

std::optional<std::string> batch_of(const iceberg::Snapshot& snapshot) {
  return snapshot.summary_value(kBatchIdProperty);
}

}  // namespace eigenlake
