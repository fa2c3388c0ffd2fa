// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/label.h"

#include "eigenlake/lake/written_reason.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {
namespace {

constexpr size_t kKeyBytesMax = 100;
constexpr size_t kValueBytesMax = 1000;

}  // namespace

Result<std::pair<std::string, std::optional<std::string>>> parse_label(std::string_view text) {
  const size_t sign = text.find('=');
  if (sign == std::string_view::npos || sign == 0)
    return fail(ErrorKind::kUsage, "a label must be key=value, got '{}'", text);
  const std::string_view key = text.substr(0, sign);
  const std::string_view value = text.substr(sign + 1);
  EIGENLAKE_RETURN_IF_ERROR(check_text("a label's key", key, kKeyBytesMax));
  EIGENLAKE_RETURN_IF_ERROR(check_text("a label's value", value, kValueBytesMax));
  return std::pair(std::string(key), value.empty() ? std::nullopt : std::optional(std::string(value)));
}

Result<std::map<std::string, std::string>> parse_labels(std::span<const std::string> texts) {
  std::map<std::string, std::string> labels;
  for (const std::string& text : texts) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto label, parse_label(text));
    if (!label.second) return fail(ErrorKind::kUsage, "label '{}' has no value", label.first);
    labels[label.first] = *label.second;
  }
  return labels;
}

std::shared_ptr<arrow::RecordBatch> label_rows(std::span<const LabelChange> changes,
                                               const BatchStamp& stamp) {
  const auto num_rows = static_cast<int64_t>(changes.size());
  std::vector<std::string_view> ids, keys;
  std::vector<std::optional<std::string_view>> values;
  for (const auto& change : changes) {
    ids.push_back(change.experiment_id);
    keys.push_back(change.key);
    values.push_back(change.value);
  }
  TableRows rows(kLabelsTable, num_rows);
  rows.set("experiment_id", strings(ids));
  rows.set("key", strings(keys));
  rows.set("value", repeated_optional_strings(RowGroups::one_row_each(changes.size()), values));
  rows.set("set_at", constant_timestamp(num_rows, stamp.timestamp_us));
  rows.set("processing_batch_id", constant_string(num_rows, stamp.batch_id));
  return rows.finish();
}

}  // namespace eigenlake
