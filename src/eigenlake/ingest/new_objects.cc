#include "eigenlake/ingest/new_objects.h"

#include <utility>

#include "eigenlake/lake/raw_listing.h"

namespace eigenlake {

Result<NewObjects> new_raw_objects(const Lake& lake, KnownIndex& index, const IngestOptions& options) {
  std::vector<ListedRun> runs;
  if (!options.list_all && !options.read_known) {
    EIGENLAKE_ASSIGN_OR_RETURN(runs, index.runs());
  }
  NewObjects result;
  EIGENLAKE_ASSIGN_OR_RETURN(auto listing, list_raw_objects(lake.raw_store(), runs));
  result.objects = std::move(listing.objects);
  result.num_left_out = listing.num_left_out;
  result.num_total = result.objects.size();
  for (const auto& run : runs) result.num_total += run.num_objects;
  if (!options.read_known) EIGENLAKE_RETURN_IF_ERROR(index.erase_known(result.objects));
  return result;
}

}  // namespace eigenlake
