// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// A row of `labels`; the newest change of a key counts.
struct LabelChange {
  std::string experiment_id;
  std::string key;
  std::optional<std::string> value;  ///< None removes the label.
};

/// "key=value"; an empty value is none. The value may contain equals signs.
///
/// Errors: kUsage without key, for more than 100 and 1,000 bytes, control characters and invalid UTF-8.
Result<std::pair<std::string, std::optional<std::string>>> parse_label(std::string_view text);

/// The last value of a key counts. Errors: as parse_label; kUsage without a value.
Result<std::map<std::string, std::string>> parse_labels(std::span<const std::string> texts);

std::shared_ptr<arrow::RecordBatch> label_rows(std::span<const LabelChange> changes, const BatchStamp& stamp);

}  // namespace eigenlake
