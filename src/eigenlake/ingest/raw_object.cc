#include "eigenlake/ingest/raw_object.h"

#include <algorithm>

#include <fmt/format.h>

namespace eigenlake {
namespace {

constexpr size_t kFaultsNamedMax = 20;

}  // namespace

std::string describe_faults(std::span<const RecordFault> faults) {
  std::string text;
  for (const auto& fault : faults.first(std::min(faults.size(), kFaultsNamedMax)))
    text += fmt::format("{}record {}: {}", text.empty() ? "" : "; ", fault.number, fault.reason);
  if (faults.size() > kFaultsNamedMax)
    text += fmt::format("; and {} more records", faults.size() - kFaultsNamedMax);
  return text;
}

}  // namespace eigenlake
