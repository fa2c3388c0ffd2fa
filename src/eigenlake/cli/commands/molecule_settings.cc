// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/molecule_settings.h"

#include <algorithm>
#include <istream>
#include <iterator>

#include "eigenlake/cli/settings/experiment_settings.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/record/experiment_fields.h"

namespace eigenlake {
namespace {

/// What the file "-" holds; none without such a file. Errors: kUsage for "-" twice.
Result<std::optional<std::string>> standard_input(const Invocation& invocation) {
  const auto count = std::ranges::count(invocation.operands, "-");
  if (count == 0) return std::nullopt;
  if (count > 1)
    return fail(ErrorKind::kUsage, "the standard input can be read once, got '-' {} times", count);
  return std::string(std::istreambuf_iterator<char>(invocation.process.in), {});
}

bool has_xyz(const MoleculeSource& source) {
  if (source.standard_input && !is_molecule_json(*source.standard_input)) return true;
  return std::ranges::any_of(source.files, has_xyz_name);
}

}  // namespace

Settings molecule_settings() {
  return joined_settings(
      {option::kInputOptions, option::kMoleculesOptions, experiment_settings("Molecules")});
}

Settings simulation_settings() {
  const Settings runs = {&option::kLabel, &option::kJobs, &option::kStrict, &option::kForce};
  return joined_settings(
      {molecule_settings(), experiment_settings("Simulation"), runs, option::kEarlierSpellingsOptions});
}

Result<MoleculeSource> molecule_source(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  const Setting& basis = experiment_setting("basis");
  MoleculeSource source{.files = invocation.operands, .basis_origin = configuration.origin(basis)};
  source.reader.charge = configuration.find(option::kCharge);
  source.reader.multiplicity = configuration.find(option::kMultiplicity);
  source.molecule_index = configuration.find(option::kMoleculeIndex);
  if (configuration.has(basis)) source.basis = configuration.text(basis);
  EIGENLAKE_ASSIGN_OR_RETURN(source.standard_input, standard_input(invocation));
  const bool given = source.reader.charge || source.reader.multiplicity;
  if (given && !has_xyz(source))
    invocation.warn("--charge and --multiplicity apply to XYZ files only; JSON molecules carry their own");
  return source;
}

Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration) {
  constexpr const Option<std::string>* kCoordinates[] = {&option::kBond, &option::kAngle, &option::kTorsion};
  ScanRequest request{.coordinate = std::nullopt, .follow = configuration[option::kFollow]};
  int given = configuration[option::kFrames] ? 1 : 0;
  for (size_t i = 0; i < std::size(kCoordinates); ++i) {
    const Option<std::string>& option = *kCoordinates[i];
    if (!configuration.has(option)) continue;
    ++given;
    auto coordinate = parse_scan_coordinate(i + 2, configuration[option]);
    if (!coordinate) return configuration.refuse(option, coordinate.error());
    request.coordinate = *std::move(coordinate);
  }
  if (given > 1)
    return fail(ErrorKind::kUsage, "--bond, --angle, --torsion and --frames exclude each other, got {}",
                given);
  return given == 1 ? std::optional(std::move(request)) : std::nullopt;
}

Result<> set_fields(const Configuration& configuration, std::string_view group, ExperimentSpec& spec) {
  for (const Setting* setting : experiment_settings(group)) {
    std::string text = configuration.text(*setting);
    if (text.empty()) continue;
    if (setting->type == SettingType::kFlag) text = *parse_flag(text) ? "true" : "false";
    if (auto set = experiment_field(setting->name).set(spec, text); !set)
      return configuration.refuse(*setting, set.error());
  }
  return {};
}

Result<ExperimentSpec> experiment_spec(const Configuration& configuration) {
  ExperimentSpec spec;
  // Set when the number of parameters is known.
  spec.restarts = 0;
  spec.vqe.optimizer_options.max_iterations = 0;
  EIGENLAKE_RETURN_IF_ERROR(set_fields(configuration, "Molecules", spec));
  EIGENLAKE_RETURN_IF_ERROR(set_fields(configuration, "Simulation", spec));
  EIGENLAKE_RETURN_IF_ERROR(validate(spec));
  return spec;
}

ExitCode exit_code_of_molecules(size_t num_succeeded, const std::vector<Error>& failures) {
  if (failures.empty()) return ExitCode::kOk;
  return num_succeeded > 0 ? ExitCode::kSomeMoleculesFailed : exit_code_of(failures.front().kind);
}

}  // namespace eigenlake
