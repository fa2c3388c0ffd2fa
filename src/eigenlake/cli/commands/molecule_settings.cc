#include "eigenlake/cli/commands/molecule_settings.h"

#include <algorithm>

#include "eigenlake/record/experiment_fields.h"

namespace eigenlake {

namespace {

void append_fields(std::string_view group, std::vector<std::string>& names) {
  for (const ExperimentField& field : experiment_fields())
    if (field.is_setting() && field.group == group) names.emplace_back(field.name);
}

}  // namespace

std::vector<std::string> molecule_setting_names() {
  std::vector<std::string> names = {"file", "molecule-index", "charge", "multiplicity"};
  append_fields("Molecules", names);
  return names;
}

std::vector<std::string> simulation_setting_names() {
  std::vector<std::string> names = molecule_setting_names();
  append_fields("Simulation", names);
  for (const char* name : {"label", "jobs", "strict", "force", "convergence", "exact"})
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

Result<ExperimentSpec> experiment_spec(const Configuration& configuration) {
  ExperimentSpec spec;
  // Set when the number of parameters is known.
  spec.restarts = 0;
  spec.vqe.optimizer_options.max_iterations = 0;
  for (const ExperimentField& field : experiment_fields()) {
    if (!field.is_setting()) continue;
    const bool is_flag = field.type == ExperimentField::Type::kFlag;
    const std::string text =
        is_flag ? (configuration.flag(field.name) ? "true" : "false") : configuration.text(field.name);
    if (text.empty()) continue;
    if (auto set = field.set(spec, text); !set) return configuration.refuse(field.name, set.error());
  }
  EIGENLAKE_RETURN_IF_ERROR(validate(spec));
  return spec;
}

ExitCode exit_code_of_molecules(size_t num_succeeded, const std::vector<Error>& failures) {
  if (failures.empty()) return ExitCode::kOk;
  return num_succeeded > 0 ? ExitCode::kSomeMoleculesFailed : exit_code_of(failures.front().kind);
}

}  // namespace eigenlake
