#pragma once

#include <cstdint>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

struct NewObjects {
  std::vector<ObjectInfo> objects;
  uint64_t num_total = 0;     ///< With those that are known, as far as a listing of the new ones tells.
  uint64_t num_left_out = 0;  ///< Beside these, by their names.
};

/// Raw objects that the index does not know, unless the options say `read_known`. Runs of a sink are
/// listed from the last known one on, unless they say `list_all`.
Result<NewObjects> new_raw_objects(const Lake& lake, KnownIndex& index, const IngestOptions& options);

}  // namespace eigenlake
