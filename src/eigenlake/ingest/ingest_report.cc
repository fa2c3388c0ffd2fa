#include "eigenlake/ingest/ingest_report.h"

#include "eigenlake/base/assert.h"

namespace eigenlake {

std::string_view name_of(RetryOutcome::What what) {
  switch (what) {
    case RetryOutcome::What::kIngested:
      return "ingested";
    case RetryOutcome::What::kRefused:
      return "refused";
    case RetryOutcome::What::kGone:
      return "gone";
  }
  EIGENLAKE_ASSERT(!"one of the list");
  return {};
}

}  // namespace eigenlake
