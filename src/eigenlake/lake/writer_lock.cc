#include "eigenlake/lake/writer_lock.h"

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake {

Result<std::unique_ptr<WriterLock>> CatalogLocks::acquire(double wait_seconds_max) {
  return catalog_->lock_writer(name_, wait_seconds_max);
}

}  // namespace eigenlake
