#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// A change of one label of one experiment: a row of `labels`. The newest change of a key counts.
struct LabelChange {
  std::string experiment_id;
  std::string key;
  std::optional<std::string> value;  ///< None removes the label.
};

/// "key=value" → key and value, "key=" → key without a value. The value may hold further equals signs.
///
/// Errors: kUsage for what has no key, and for keys and values that no table should hold: more than 100 and
///         1,000 bytes, control characters, bytes that are no UTF-8.
Result<std::pair<std::string, std::optional<std::string>>> parse_label(std::string_view text);

/// The labels of these texts, the last of a key counting. Errors: as parse_label; kUsage for one without a
/// value.
Result<std::map<std::string, std::string>> parse_labels(std::span<const std::string> texts);

/// Rows of `labels`, set when the batch ran.
std::shared_ptr<arrow::RecordBatch> label_rows(std::span<const LabelChange> changes, const BatchStamp& stamp);

}  // namespace eigenlake
