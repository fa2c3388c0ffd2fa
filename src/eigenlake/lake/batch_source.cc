// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/batch_source.h"

#include "eigenlake/lake/raw_name.h"

namespace eigenlake {

bool is_direct(std::string_view key) {
  return key.starts_with(kDirectPrefix);
}

ObjectStore& store_of(const Lake& lake, std::string_view key) {
  return is_direct(key) ? lake.state_store() : lake.raw_store();
}

std::string source_uri(const Lake& lake, std::string_view key) {
  if (!is_direct(key)) return ledger_name(lake.raw_store().uri_of(key));
  key.remove_prefix(kDirectPrefix.size());
  return std::string(kMessageScheme) + std::string(key.substr(0, key.rfind('.')));
}

Result<> remove_direct_objects(const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto objects, lake.state_store().list(kDirectPrefix));
  std::vector<std::string> keys;
  for (const auto& object : objects) keys.push_back(object.key);
  return lake.state_store().remove_all(keys);
}

}  // namespace eigenlake
