// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>

#include "eigenlake/iceberg/catalog/pointer_catalog.h"

namespace eigenlake::iceberg {

/// Pointers in a text file, a line each, for one process at a time.
class FileCatalog final : public PointerCatalog {
 public:
  FileCatalog(std::string file, TablePlaces places)
      : PointerCatalog(std::move(places)), file_(std::move(file)) {}

  Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) override;
  std::string describe() const override { return "catalog in the file " + file_; }

 protected:
  Result<Pointers> read_pointers(std::span<const TableIdentifier> identifiers) override;
  Result<Pointers> read_pointers_after_swaps(std::span<const TableIdentifier> identifiers) override {
    return read_pointers(identifiers);
  }
  Result<> swap_pointers(std::span<const PointerSwap> swaps) override;
  Result<> remove_pointer(const TableIdentifier& identifier, const std::string& expected) override;

 private:
  using Lines = std::map<std::string, std::string>;
  Lines read() const;
  void write(const Lines& lines) const;

  const std::string file_;
  std::mutex mutex_;  ///< Of the file: tables of a batch are read and committed side by side.
};

}  // namespace eigenlake::iceberg
