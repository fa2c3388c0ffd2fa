#pragma once

#include <string>
#include <vector>

#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// What a recovery rebuilds lost state from.
enum class RecoverySource {
  kNothing,    ///< Only says what is lost.
  kRaw,        ///< Rows of tables, from raw objects.
  kMetadata,   ///< Entries of the catalog, from the metadata files in the warehouse.
  kSnapshots,  ///< Rows of the audit table, from the other tables.
};

struct RecoverOptions {
  RecoverySource source = RecoverySource::kNothing;
  /// Tables that the lake takes as they are now, lost ones as not made yet; "all" for every one.
  std::vector<std::string> accept = {};
  bool dry_run = false;
  int num_threads = 1;
  FeatureSettings settings = {};  ///< For ML tables of which none is left that tells.
};

}  // namespace eigenlake
