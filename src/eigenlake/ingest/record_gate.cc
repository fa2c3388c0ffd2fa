#include "eigenlake/ingest/record_gate.h"

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

}  // namespace

void pass_gate(RecordOrFault record, int64_t number, RawObject& object) {
  ++object.records;
  auto experiment = experiment_of(std::move(record));
  if (experiment)
    object.experiments.push_back(*std::move(experiment));
  else
    object.faults.add(number, experiment.error().to_string());
}

}  // namespace eigenlake
