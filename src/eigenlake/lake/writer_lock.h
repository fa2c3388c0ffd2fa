#pragma once

#include <memory>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/writer_lock.h"

namespace eigenlake::iceberg {
class Catalog;
}  // namespace eigenlake::iceberg

namespace eigenlake {

/// The right to write to a lake, given back on destruction; its check() is asked before each commit.
using iceberg::WriterLock;

/// How the writers of one lake wait for one another.
class WriterLocks {
 public:
  virtual ~WriterLocks() = default;

  /// Waits for another writer for up to `wait_seconds_max`.
  ///
  /// Errors: kUnavailable naming the other writer; kStore.
  virtual Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) = 0;
};

/// Locks of the catalog's own, for catalogs that have them.
class CatalogLocks final : public WriterLocks {
 public:
  CatalogLocks(std::shared_ptr<iceberg::Catalog> catalog, std::string name)
      : catalog_(std::move(catalog)), name_(std::move(name)) {}
  Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) override;

 private:
  std::shared_ptr<iceberg::Catalog> catalog_;
  std::string name_;
};

}  // namespace eigenlake
