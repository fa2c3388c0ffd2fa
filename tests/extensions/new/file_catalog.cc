// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/file/file_catalog.h"

#include <fstream>

namespace eigenlake::iceberg {

FileCatalog::Lines FileCatalog::read() const {
  Lines lines;
  std::ifstream file(file_);
  for (std::string name, uri; file >> name >> uri;) lines[name] = uri;
  return lines;
}

void FileCatalog::write(const Lines& lines) const {
  std::ofstream file(file_);
  for (const auto& [name, uri] : lines) file << name << ' ' << uri << '\n';
}

Result<std::vector<TableIdentifier>> FileCatalog::list_tables(const std::string& name_space) {
  const std::lock_guard lock(mutex_);
  std::vector<TableIdentifier> tables;
  for (const auto& [name, uri] : read())
    if (name.starts_with(name_space + "."))
      tables.push_back({name_space, name.substr(name_space.size() + 1)});
  return tables;
}

Result<PointerCatalog::Pointers> FileCatalog::read_pointers(std::span<const TableIdentifier> identifiers) {
  const std::lock_guard lock(mutex_);
  const Lines lines = read();
  Pointers pointers;
  for (const TableIdentifier& identifier : identifiers) {
    const auto found = lines.find(identifier.to_string());
    pointers.push_back(found == lines.end() ? std::nullopt : std::optional(found->second));
  }
  return pointers;
}

Result<> FileCatalog::swap_pointers(std::span<const PointerSwap> swaps) {
  const std::lock_guard lock(mutex_);
  Lines lines = read();
  for (const PointerSwap& swap : swaps) {
    const auto found = lines.find(swap.identifier.to_string());
    if (swap.expected != (found == lines.end() ? std::nullopt : std::optional(found->second)))
      return fail(ErrorKind::kConflict, "{} was moved", swap.identifier.to_string());
    lines[swap.identifier.to_string()] = swap.next;
  }
  write(lines);
  return {};
}

Result<> FileCatalog::remove_pointer(const TableIdentifier& identifier, const std::string& expected) {
  const std::lock_guard lock(mutex_);
  Lines lines = read();
  const auto found = lines.find(identifier.to_string());
  if (found == lines.end() || found->second != expected)
    return fail(ErrorKind::kConflict, "{} was moved", identifier.to_string());
  lines.erase(found);
  write(lines);
  return {};
}

}  // namespace eigenlake::iceberg
