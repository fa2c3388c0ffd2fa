// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/pending_batch.h"

#include "eigenlake/json/json.h"

namespace eigenlake {

Result<std::string> pending_batch_id(ObjectStore& state) {
  const auto text = state.get(kPendingKey);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::string();
  if (!text) return std::unexpected(text.error());
  const auto entry = parse_json(*text);
  const Json id = entry && entry->is_object() ? entry->value("batch_id", Json()) : Json();
  return id.is_string() ? id.get<std::string>() : std::string();
}

}  // namespace eigenlake
