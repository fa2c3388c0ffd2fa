// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/raw_object.h"

#include <utility>

#include <fmt/format.h>

#include "eigenlake/chem/basis_names.h"
#include "eigenlake/record/experiment_id.h"

namespace eigenlake {
namespace {

Result<Experiment> experiment_of(RecordOrFault record) {
  EIGENLAKE_ASSIGN_OR_RETURN(RunRecord good, std::move(record));
  EIGENLAKE_RETURN_IF_ERROR(check_record(good));
  EIGENLAKE_ASSIGN_OR_RETURN(RunSettings settings, parse_run_settings(good));
  EIGENLAKE_ASSIGN_OR_RETURN(auto id, experiment_id(good, settings));
  good.basis_set = canonical_basis_name(good.basis_set);
  return Experiment{std::move(id), std::move(good), std::move(settings)};
}

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

void pass_gate(RecordOrFault record, int64_t number, RawObject& object) {
  ++object.records;
  auto experiment = experiment_of(std::move(record));
  if (experiment)
    object.experiments.push_back(*std::move(experiment));
  else
    object.faults.add(number, experiment.error().to_string());
}

}  // namespace eigenlake
