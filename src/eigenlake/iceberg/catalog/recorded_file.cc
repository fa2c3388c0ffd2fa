// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/recorded_file.h"

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake::iceberg {

Result<StoredPlace> find_recorded(const Table& table, std::string_view recorded_path) {
  auto key = table.key_of(recorded_path);
  if (key) return StoredPlace{table.shared_store(), *std::move(key)};
  if (key.error().kind != ErrorKind::kNotFound) return std::unexpected(std::move(key).error());
  return table.catalog().find_outside(recorded_path);
}

}  // namespace eigenlake::iceberg
