#include "eigenlake/cli/settings/run_setting_list.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/record/experiment_fields.h"

namespace eigenlake {

using enum SettingType;

namespace {

SettingType type_of(ExperimentField::Type type) {
  switch (type) {
    case ExperimentField::Type::kText:
      return kText;
    case ExperimentField::Type::kInteger:
      return kInteger;
    case ExperimentField::Type::kReal:
      return kReal;
    case ExperimentField::Type::kFlag:
      return kFlag;
  }
  EIGENLAKE_ASSERT(false);
}

Setting setting_of(const ExperimentField& field) {
  Setting setting{.name = std::string(field.name),
                  .group = std::string(field.group),
                  .type = type_of(field.type),
                  .placeholder = std::string(field.placeholder),
                  .default_text = std::string(field.default_text),
                  .help = std::string(field.help),
                  .choices = {field.choices.begin(), field.choices.end()},
                  .open_choices = field.open_choices,
                  .minimum = field.minimum,
                  .repeatable = field.repeatable};
  if (!field.short_name.empty()) setting.short_names.emplace_back(field.short_name);
  return setting;
}

/// The settings of the group that define an experiment.
std::vector<Setting> experiment_settings(std::string_view group) {
  std::vector<Setting> settings;
  for (const ExperimentField& field : experiment_fields())
    if (field.is_setting() && field.group == group) settings.push_back(setting_of(field));
  return settings;
}

std::vector<Setting> joined_settings(std::vector<Setting> first, const std::vector<Setting>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

std::vector<Setting> molecule_settings() {
  const auto files = in_group(
      "Molecules",
      {
          {.name = "molecule-index",
           .type = kInteger,
           .placeholder = "N",
           .help = "Simulate only the molecule at this place of its file, from 0",
           .minimum = 0},
          {.name = "charge",
           .type = kInteger,
           .placeholder = "Q",
           .help = "Total charge for XYZ files whose comment line gives none (default 0)"},
          {.name = "multiplicity",
           .type = kInteger,
           .placeholder = "M",
           .help = "2S + 1 for XYZ files whose comment line gives none (default 1, or 2 for an odd number of "
                   "electrons)",
           .minimum = 1},
      });
  return joined_settings(files, experiment_settings("Molecules"));
}

std::vector<Setting> scan_settings() {
  return in_group(
      "Scan",
      {
          {.name = "bond",
           .placeholder = "I,J FIRST:LAST:NUMBER",
           .help = "Distances of two atoms in angstrom, both ends included; atoms count from 0, and what is "
                   "bonded to J moves with it: --bond 0,1 0.5:2.7:23",
           .flag_only = true,
           .num_words = 2},
          {.name = "angle",
           .placeholder = "I,J,K FIRST:LAST:NUMBER",
           .help = "Angles at the atom J in degrees; K moves with what is bonded to it",
           .flag_only = true,
           .num_words = 2},
          {.name = "torsion",
           .placeholder = "I,J,K,L FIRST:LAST:NUMBER",
           .help = "Torsions about the line through J and K in degrees; the side of L turns",
           .flag_only = true,
           .num_words = 2},
          {.name = "frames",
           .type = kFlag,
           .help = "Take the molecules of the file as the points, such as the frames of an XYZ file",
           .flag_only = true},
          {.name = "follow",
           .type = kFlag,
           .help = "Start each point from the optimal parameters of the point before; part of the "
                   "experiment's identity",
           .flag_only = true},
      });
}

std::vector<Setting> simulation_settings() {
  const auto runs = in_group(
      "Simulation",
      {
          {.name = "jobs",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "1",
           .help = "Number of runs at once",
           .minimum = 1},
          {.name = "label",
           .placeholder = "KEY=VALUE",
           .help = "Label the experiments, in the table labels; not part of their identity",
           .flag_only = true,
           .accumulates = true},
          {.name = "strict", .type = kFlag, .help = "Exit with 5 when a molecule did not converge"},
          {.name = "force",
           .type = kFlag,
           .help = "Recompute what the lake or the spool has already, and what was deleted; of export: "
                   "replace an earlier dataset; of catalog copy: update existing pointers"},
          {.name = "full",
           .type = kFlag,
           .help = "List every raw object, also those before the last known one of a sink"},
          {.name = "file",
           .group = "Input",
           .placeholder = "FILE",
           .help = "A molecule file, the same as naming it; of sql: a file of statements, which run in one "
                   "session",
           .short_names = {"-f"},
           .flag_only = true},
          {.name = "convergence",
           .group = "Earlier spellings",
           .type = kFlag,
           .help = "Has no effect; thresholds always hold"},
          {.name = "exact",
           .group = "Earlier spellings",
           .type = kFlag,
           .help = "Has no effect; energies are always exact"},
      });
  return joined_settings(experiment_settings("Simulation"), runs);
}

std::vector<Setting> figure_settings() {
  return in_group(
      "Figures",
      {
          {.name = "mp2", .type = kFlag, .help = "Add mp2_total_energy", .flag_only = true},
          {.name = "fci",
           .type = kFlag,
           .help = "Add fci_total_energy, up to --fci-limit determinants",
           .flag_only = true},
          {.name = "jordan-wigner",
           .type = kFlag,
           .help = "Add the number of Pauli terms, their one-norm and the identity's coefficient",
           .flag_only = true},
          {.name = "fcidump",
           .placeholder = "FILE",
           .help = "Write the integrals over the active orbitals to this file, in the FCIDUMP format",
           .flag_only = true},
          {.name = "molden",
           .placeholder = "FILE",
           .help = "Write the orbitals to this file, in the Molden format",
           .flag_only = true},
      });
}

}  // namespace eigenlake
