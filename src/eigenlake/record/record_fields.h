// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// One field of the record in its encodings.
struct FieldSpec {
  std::string_view name;
  bool has_default = false;  ///< It may be absent; its value is then that of a new RunRecord.
  bool null_last = false;    ///< Its Avro union is [type, null] instead of [null, type].
};

// The fields of VQEDecoratedResult in the order of the schema. Every codec of the record is a visitor of
// these functions, so that each wire name is written once. A visitor has
//
//   field<&Owner::member>(FieldSpec)     a scalar, string or list; std::optional for a union with null
//   group(name, visit)                   a nested record whose fields are members of the same struct
//   terms(name), iterations(name)        the two arrays of records
//   iteration_parameters(name)           the parameters of an iteration, which are in a common pool

template <typename Visitor>
void visit_term(Visitor& v) {
  v.template field<&RecordTerm::label>({.name = "label"});
  v.group("coefficients", [](auto& inner) {
    inner.template field<&RecordTerm::real>({.name = "real"});
    inner.template field<&RecordTerm::imaginary>({.name = "imaginary"});
  });
}

template <typename Visitor>
void visit_iteration(Visitor& v) {
  v.template field<&RecordIteration::iteration>({.name = "iteration"});
  v.iteration_parameters("parameters");
  v.template field<&RecordIteration::result>({.name = "result"});
  v.template field<&RecordIteration::std>({.name = "std"});
  v.template field<&RecordIteration::energy_delta>({.name = "energy_delta", .has_default = true});
  v.template field<&RecordIteration::parameter_delta_norm>(
      {.name = "parameter_delta_norm", .has_default = true});
  v.template field<&RecordIteration::cumulative_min_energy>(
      {.name = "cumulative_min_energy", .has_default = true});
}

template <typename Visitor>
void visit_initial_data(Visitor& v) {
  v.template field<&RunRecord::backend>({.name = "backend"});
  v.template field<&RunRecord::num_qubits>({.name = "num_qubits"});
  v.terms("hamiltonian");
  v.template field<&RunRecord::num_parameters>({.name = "num_parameters"});
  v.template field<&RunRecord::initial_parameters>({.name = "initial_parameters"});
  v.template field<&RunRecord::optimizer>({.name = "optimizer"});
  v.template field<&RunRecord::ansatz>({.name = "ansatz"});
  v.template field<&RunRecord::noise_backend>({.name = "noise_backend"});
  v.template field<&RunRecord::default_shots>({.name = "default_shots", .null_last = true});
  v.template field<&RunRecord::ansatz_reps>({.name = "ansatz_reps"});
  v.template field<&RunRecord::init_strategy>(
      {.name = "init_strategy", .has_default = true, .null_last = true});
  v.template field<&RunRecord::seed>({.name = "seed", .has_default = true});
  v.template field<&RunRecord::ansatz_name>({.name = "ansatz_name", .has_default = true});
  v.template field<&RunRecord::exact_estimator>({.name = "exact_estimator", .has_default = true});
}

template <typename Visitor>
void visit_molecule_data(Visitor& v) {
  v.template field<&RunRecord::symbols>({.name = "symbols"});
  v.template field<&RunRecord::coords>({.name = "coords"});
  v.template field<&RunRecord::multiplicity>({.name = "multiplicity"});
  v.template field<&RunRecord::charge>({.name = "charge"});
  v.template field<&RunRecord::units>({.name = "units"});
  v.template field<&RunRecord::masses>({.name = "masses", .has_default = true});
}

template <typename Visitor>
void visit_vqe_result(Visitor& v) {
  v.group("initial_data", [](auto& inner) { visit_initial_data(inner); });
  v.iterations("iteration_list");
  v.template field<&RunRecord::minimum>({.name = "minimum"});
  v.template field<&RunRecord::optimal_parameters>({.name = "optimal_parameters"});
  v.template field<&RunRecord::maxcv>({.name = "maxcv", .has_default = true});
  v.template field<&RunRecord::minimization_time>({.name = "minimization_time"});
  v.template field<&RunRecord::nuclear_repulsion_energy>(
      {.name = "nuclear_repulsion_energy", .has_default = true});
  v.template field<&RunRecord::success>({.name = "success", .has_default = true});
  v.template field<&RunRecord::nfev>({.name = "nfev", .has_default = true});
  v.template field<&RunRecord::nit>({.name = "nit", .has_default = true});
}

template <typename Visitor>
void visit_record(Visitor& v) {
  v.group("vqe_result", [](auto& inner) { visit_vqe_result(inner); });
  v.group("molecule", [](auto& inner) {
    inner.group("molecule_data", [](auto& innermost) { visit_molecule_data(innermost); });
  });
  v.template field<&RunRecord::basis_set>({.name = "basis_set"});
  v.template field<&RunRecord::hamiltonian_time>({.name = "hamiltonian_time"});
  v.template field<&RunRecord::mapping_time>({.name = "mapping_time"});
  v.template field<&RunRecord::vqe_time>({.name = "vqe_time"});
  v.template field<&RunRecord::total_time>({.name = "total_time"});
  v.template field<&RunRecord::molecule_id>({.name = "molecule_id"});
  v.template field<&RunRecord::performance_start>({.name = "performance_start", .has_default = true});
  v.template field<&RunRecord::performance_end>({.name = "performance_end", .has_default = true});
  v.template field<&RunRecord::run_options>({.name = "run_options", .has_default = true});
  v.template field<&RunRecord::diagnostics>({.name = "diagnostics", .has_default = true});
}

/// The struct that a visitor's field belongs to: RunRecord, RecordTerm or RecordIteration.
template <typename Owner, typename Type>
Owner owner_of_(Type Owner::*);
template <auto Member>
using OwnerOf = decltype(owner_of_(Member));

}  // namespace eigenlake
