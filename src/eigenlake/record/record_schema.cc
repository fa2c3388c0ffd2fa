#include "eigenlake/record/record_schema.h"

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

// schemas/vqe_decorated_result.avsc without its white space; a test holds them equal.
constexpr std::string_view kSchemaJson =
    R"({"type":"record","name":"VQEDecoratedResult","fields":[{"name":"vqe_result","type":)"
    R"({"type":"record","name":"VQEResult","fields":[{"name":"initial_data","type":)"
    R"({"type":"record","name":"VQEInitialData","fields":[{"name":"backend","type":"string"},)"
    R"({"name":"num_qubits","type":"int"},{"name":"hamiltonian","type":{"type":"array","items":)"
    R"({"type":"record","name":"HamiltonianTerm","fields":[{"name":"label","type":"string"},)"
    R"({"name":"coefficients","type":{"type":"record","name":"ComplexNumber","fields":[)"
    R"({"name":"real","type":"double"},{"name":"imaginary","type":"double"}]}}]}}},)"
    R"({"name":"num_parameters","type":"int"},)"
    R"({"name":"initial_parameters","type":{"type":"array","items":"double"}},)"
    R"({"name":"optimizer","type":"string"},{"name":"ansatz","type":"string"},)"
    R"({"name":"noise_backend","type":"string"},{"name":"default_shots","type":["int","null"]},)"
    R"({"name":"ansatz_reps","type":"int"},)"
    R"({"name":"init_strategy","type":["string","null"],"default":"random"},)"
    R"({"name":"seed","type":["null","int"],"default":null},)"
    R"({"name":"ansatz_name","type":["null","string"],"default":null},)"
    R"({"name":"exact_estimator","type":"boolean","default":false}]}},)"
    R"({"name":"iteration_list","type":{"type":"array","items":)"
    R"({"type":"record","name":"VQEProcess","fields":[{"name":"iteration","type":"int"},)"
    R"({"name":"parameters","type":{"type":"array","items":"double"}},)"
    R"({"name":"result","type":"double"},{"name":"std","type":"double"},)"
    R"({"name":"energy_delta","type":["null","double"],"default":null},)"
    R"({"name":"parameter_delta_norm","type":["null","double"],"default":null},)"
    R"({"name":"cumulative_min_energy","type":["null","double"],"default":null}]}}},)"
    R"({"name":"minimum","type":"double"},)"
    R"({"name":"optimal_parameters","type":{"type":"array","items":"double"}},)"
    R"({"name":"maxcv","type":["null","double"],"default":null},)"
    R"({"name":"minimization_time","type":"double"},)"
    R"({"name":"nuclear_repulsion_energy","type":["null","double"],"default":null},)"
    R"({"name":"success","type":["null","boolean"],"default":null},)"
    R"({"name":"nfev","type":["null","int"],"default":null},)"
    R"({"name":"nit","type":["null","int"],"default":null}]}},{"name":"molecule","type":)"
    R"({"type":"record","name":"MoleculeInfo","namespace":"quantum_pipeline","fields":[)"
    R"({"name":"molecule_data","type":{"type":"record","name":"MoleculeData","fields":[)"
    R"({"name":"symbols","type":{"type":"array","items":"string"}},)"
    R"({"name":"coords","type":{"type":"array","items":{"type":"array","items":"double"}}},)"
    R"({"name":"multiplicity","type":"int"},{"name":"charge","type":"int"},)"
    R"({"name":"units","type":"string"},)"
    R"({"name":"masses","type":["null",{"type":"array","items":"double"}],"default":null}]}}]}},)"
    R"({"name":"basis_set","type":"string"},{"name":"hamiltonian_time","type":"double"},)"
    R"({"name":"mapping_time","type":"double"},{"name":"vqe_time","type":"double"},)"
    R"({"name":"total_time","type":"double"},{"name":"molecule_id","type":"int"},)"
    R"({"name":"performance_start","type":["null","string"],"default":null},)"
    R"({"name":"performance_end","type":["null","string"],"default":null},)"
    R"({"name":"run_options","type":["null","string"],"default":null},)"
    R"({"name":"diagnostics","type":["null","string"],"default":null}]})";

}  // namespace

std::string_view record_schema_json() {
  return kSchemaJson;
}

const avro::SchemaPtr& record_schema() {
  static const avro::SchemaPtr schema = [] {
    auto parsed = avro::parse_schema(kSchemaJson);
    EIGENLAKE_ASSERT(parsed.has_value());
    return *std::move(parsed);
  }();
  return schema;
}

}  // namespace eigenlake
