#include "eigenlake/cli/commands/molecule_settings.h"

#include <algorithm>

#include "eigenlake/chem/basis_names.h"

namespace eigenlake {

std::vector<std::string> molecule_setting_names() {
  return {"file", "molecule-index", "charge",       "multiplicity", "basis",
          "scf",  "frozen-core",    "active-space", "fci-limit"};
}

std::vector<std::string> simulation_setting_names() {
  std::vector<std::string> names = molecule_setting_names();
  for (const char* name : {"ansatz", "ansatz-reps", "optimizer", "init-strategy", "seed", "jitter",
                           "max-iterations", "max-evaluations", "threshold", "gradient-threshold", "penalty",
                           "restarts", "label", "jobs", "strict", "force", "convergence", "exact"})
    names.emplace_back(name);
  return names;
}

MoleculeSource molecule_source(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  MoleculeSource source{.files = invocation.operands};
  if (configuration.has("charge")) source.reader.charge = configuration.integer("charge");
  if (configuration.has("multiplicity")) source.reader.multiplicity = configuration.integer("multiplicity");
  if (configuration.has("molecule-index")) source.molecule_index = configuration.integer("molecule-index");
  if (configuration.has("basis")) source.basis = configuration.text("basis");
  source.basis_origin = configuration.origin("basis");
  const bool given = source.reader.charge || source.reader.multiplicity;
  if (given && std::ranges::none_of(source.files, has_xyz_name))
    invocation.warn("--charge and --multiplicity apply to XYZ files only; JSON molecules carry their own");
  return source;
}

Result<ActiveSpaceOptions> active_space_options(const Configuration& configuration) {
  ActiveSpaceOptions options;
  options.frozen_core = configuration.flag("frozen-core");
  if (!configuration.has("active-space")) return options;
  auto space = parse_active_space(configuration.text("active-space"));
  if (!space) return configuration.refuse("active-space", space.error());
  options.active_space = *space;
  return options;
}

namespace {

/// Sets what names stand for, from left to right as a user would read them.
Result<> set_names(const Configuration& configuration, SimulationOptions& options) {
  options.basis = canonical_basis_name(configuration.text("basis"));
  auto scf = scf_method_of(configuration.text("scf"));
  if (!scf) return configuration.refuse("scf", scf.error());
  options.scf = *scf;
  auto ansatz = parse_ansatz(configuration.text("ansatz"));
  if (!ansatz) return configuration.refuse("ansatz", ansatz.error());
  options.ansatz = *ansatz;
  auto optimizer = parse_optimizer(configuration.text("optimizer"));
  if (!optimizer) return configuration.refuse("optimizer", optimizer.error());
  options.vqe.optimizer = *optimizer;
  options.init_strategy = default_init_strategy(options.ansatz);
  if (!configuration.has("init-strategy")) return {};
  auto strategy = parse_init_strategy(configuration.text("init-strategy"));
  if (!strategy) return configuration.refuse("init-strategy", strategy.error());
  options.init_strategy = *strategy;
  return {};
}

void set_numbers(const Configuration& configuration, SimulationOptions& options) {
  options.ansatz_reps = configuration.has("ansatz-reps") && options.ansatz != AnsatzKind::kUccsd
                            ? configuration.integer("ansatz-reps")
                            : default_ansatz_reps(options.ansatz);
  options.jitter = configuration.has("jitter") ? configuration.real("jitter")
                                               : default_jitter(options.ansatz, options.init_strategy);
  options.seed = configuration.integer("seed");
  options.fci_limit = static_cast<uint64_t>(configuration.integer("fci-limit"));
  options.penalty = configuration.real("penalty");
  options.restarts = configuration.has("restarts") ? configuration.integer("restarts") : 0;
  options.vqe.optimizer_options.max_iterations =
      configuration.has("max-iterations") ? configuration.integer("max-iterations") : 0;
  options.vqe.optimizer_options.threshold = configuration.real("threshold");
  options.vqe.optimizer_options.gradient_threshold = configuration.real("gradient-threshold");
  options.vqe.max_evaluations =
      configuration.has("max-evaluations") ? configuration.integer("max-evaluations") : 0;
}

}  // namespace

Result<SimulationOptions> simulation_options(const Configuration& configuration) {
  SimulationOptions options;
  EIGENLAKE_RETURN_IF_ERROR(set_names(configuration, options));
  EIGENLAKE_ASSIGN_OR_RETURN(options.active_space, active_space_options(configuration));
  set_numbers(configuration, options);
  EIGENLAKE_RETURN_IF_ERROR(validate(options));
  return options;
}

ExitCode exit_code_of_molecules(size_t num_succeeded, const std::vector<Error>& failures) {
  if (failures.empty()) return ExitCode::kOk;
  return num_succeeded > 0 ? ExitCode::kSomeMoleculesFailed : exit_code_of(failures.front().kind);
}

}  // namespace eigenlake
