#include "eigenlake/ingest/raw_object.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace eigenlake {
namespace {

constexpr size_t kFaultsNamedMax = 20;

}  // namespace

void RecordFaults::add(int64_t number, std::string reason) {
  ++count_;
  if (first_.size() < kFaultsNamedMax) first_.push_back({number, std::move(reason)});
}

void RecordFaults::add(RecordFaults&& others) {
  count_ += others.count_;
  for (auto& fault : others.first_)
    if (first_.size() < kFaultsNamedMax) first_.push_back(std::move(fault));
  others = {};
}

std::string RecordFaults::to_string() const {
  std::string text;
  for (const auto& fault : first_)
    text += fmt::format("{}record {}: {}", text.empty() ? "" : "; ", fault.number, fault.reason);
  if (count_ > first_.size()) text += fmt::format("; and {} more records", count_ - first_.size());
  return text;
}

uint64_t bytes_of(const RunRecord& record) {
  return sizeof(RunRecord) + sizeof(double) * record.iteration_parameters.size() +
         sizeof(RecordIteration) * record.iteration_list.size() +
         sizeof(RecordTerm) * record.hamiltonian.size() + record.ansatz.size();
}

}  // namespace eigenlake
