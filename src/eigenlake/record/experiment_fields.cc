// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/experiment_fields.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/basis_names.h"
#include "eigenlake/quantum/ansatz_families.h"

namespace eigenlake {
namespace {

using enum ExperimentField::Type;
using Spec = ExperimentSpec;
using Text = std::string_view;

constexpr Text kBasisChoices[] = {"sto3g", "6-31g", "cc-pvdz"};
constexpr Text kScfChoices[] = {"auto", "rhf", "rohf", "uhf"};

/// Sets a member that is a number.
template <typename T>
Result<> read_number(Text text, T& member) {
  const auto value = parse_number<T>(text);
  if (!value) return fail(ErrorKind::kUsage, "'{}' is not a number in range", text);
  member = *value;
  return {};
}

/// Adds how the member is set and shown that `member` returns of a spec.
template <auto member>
ExperimentField number(ExperimentField field) {
  field.set = [](Spec& s, Text text) { return read_number(text, member(s)); };
  field.value = [](const Spec& s) { return Json(member(s)); };
  return field;
}

/// Sets a member that has names.
template <typename T>
Result<> read_name(Result<T> value, T& member) {
  if (!value) return std::unexpected(std::move(value).error());
  member = *value;
  return {};
}

Result<> set_ansatz(Spec& spec, Text text) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AnsatzKind ansatz, parse_ansatz(text));
  choose_ansatz(spec, ansatz);
  return {};
}

/// An ansatz without repetitions does not change.
Result<> set_ansatz_reps(Spec& spec, Text text) {
  return family_of(spec.ansatz).has_repetitions() ? read_number(text, spec.ansatz_reps) : Result<>();
}

Result<> set_init_strategy(Spec& spec, Text text) {
  EIGENLAKE_ASSIGN_OR_RETURN(spec.init_strategy, parse_init_strategy(text));
  spec.jitter = default_jitter(spec.ansatz, spec.init_strategy);
  return {};
}

Result<> set_active_space(Spec& spec, Text text) {
  EIGENLAKE_ASSIGN_OR_RETURN(spec.active_space.active_space, parse_active_space(text));
  return {};
}

/// null: there is none.
Json active_space_of(const Spec& spec) {
  const auto& space = spec.active_space.active_space;
  return space ? Json(fmt::format("{},{}", space->electrons, space->orbitals)) : Json();
}

Json active_space_identity(const Spec& spec, const Molecule&) {
  const auto& space = spec.active_space.active_space;
  if (!space) return nullptr;
  return {{"electrons", space->electrons}, {"orbitals", space->orbitals}};
}

Json max_evaluations_of(const Spec& spec) {
  return spec.vqe.max_evaluations > 0 ? Json(spec.vqe.max_evaluations) : Json();
}

Json scf_identity(const Spec& spec, const Molecule& molecule) {
  if (spec.scf != ScfMethod::kAuto) return name_of(spec.scf);
  return name_of(molecule.multiplicity == 1 ? ScfMethod::kRhf : ScfMethod::kRohf);
}

std::vector<ExperimentField> build_fields() {
  return {
      {.name = "basis",
       .group = "Molecules",
       .placeholder = "NAME",
       .default_text = "sto3g",
       .help =
           "Basis set where the file names none; any orbital basis of the Basis Set Exchange, as 'eigenlake "
           "basis list' lists them, also spelt sto-3g, 631g or ccpvdz",
       .choices = kBasisChoices,
       .open_choices = true,
       .short_name = "-b",
       .basic = true,
       .set = [](Spec& s, Text text) -> Result<> { return s.basis = canonical_basis_name(text), Result<>(); },
       .value = [](const Spec& s) { return Json(s.basis); },
       .identity = Identity::kRecordField},
      {.name = "scf",
       .group = "Molecules",
       .placeholder = "METHOD",
       .default_text = "auto",
       .help = "Hartree-Fock method; auto is RHF for singlets and ROHF otherwise, uhf is for the command scf "
               "only",
       .choices = kScfChoices,
       .set = [](Spec& s, Text text) { return read_name(scf_method_of(text), s.scf); },
       .value = [](const Spec& s) { return Json(name_of(s.scf)); },
       .key = "scf_method",  // "scf" is the object of the diagnostics
       .identity = Identity::kRunOptions,
       .identity_key = "scf",
       .identity_value = scf_identity,
       .has_column = true},
      {.name = "frozen-core",
       .type = kFlag,
       .group = "Molecules",
       .help = "Keep the core orbitals of each atom doubly occupied",
       .repeatable = false,
       .set = [](Spec& s, Text text) -> Result<> {
         return s.active_space.frozen_core = text == "true", Result<>();
       },
       .value = [](const Spec& s) { return Json(s.active_space.frozen_core); },
       .identity = Identity::kRunOptions,
       .has_column = true},
      {.name = "active-space",
       .group = "Molecules",
       .placeholder = "ELECTRONS,ORBITALS",
       .help = "Correlate only these electrons in these orbitals around the highest occupied ones",
       .basic = true,
       .set = set_active_space,
       .value = active_space_of,
       .null_text = "all",
       .identity = Identity::kRunOptions,
       .identity_value = active_space_identity},
      {.name = "fci-limit",
       .type = kInteger,
       .group = "Molecules",
       .placeholder = "N",
       .default_text = "1000000",
       .help =
           "Compute the exact reference energy for up to this many determinants; 0 switches it off, Ctrl-C "
           "while it is computed leaves it out",
       .minimum = 0,
       .repeatable = false,
       .set = [](Spec& s, Text text) { return read_number(text, s.fci_limit); }},
      {.name = "ansatz",
       .placeholder = "NAME",
       .default_text = "UCCSD",
       .help = "Family of trial states",
       .choices = ansatz_names(),
       .open_choices = true,
       .basic = true,
       .set = set_ansatz,
       .value = [](const Spec& s) { return Json(name_of(s.ansatz)); },
       .identity = Identity::kRecordField},
      {.name = "ansatz-reps",
       .type = kInteger,
       .placeholder = "N",
       .help = "Repetitions of a hardware-efficient ansatz (default 2; 1 for UCCSD, which knows no other)",
       .minimum = 1,
       .short_name = "-ar",
       .set = set_ansatz_reps,
       .value = [](const Spec& s) { return Json(s.ansatz_reps); },
       .identity = Identity::kRecordField},
      {.name = "optimizer",
       .placeholder = "NAME",
       .default_text = "L-BFGS-B",
       .help = "Classical optimizer",
       .choices = optimizer_names(),
       .open_choices = true,
       .basic = true,
       .set = [](Spec& s, Text text) { return read_name(parse_optimizer(text), s.vqe.optimizer); },
       .value = [](const Spec& s) { return Json(name_of(s.vqe.optimizer)); },
       .identity = Identity::kRecordField},
      {.name = "init-strategy",
       .placeholder = "NAME",
       .help = "Start of the search (default mp2 for UCCSD, else hf)",
       .choices = init_strategy_names(),
       .open_choices = true,
       .set = set_init_strategy,
       .value = [](const Spec& s) { return Json(name_of(s.init_strategy)); },
       .identity = Identity::kRecordField},
      number<[](auto& s) -> auto& { return s.seed; }>(
          {.name = "seed",
           .type = kInteger,
           .placeholder = "N",
           .default_text = "0",
           .help = "Seed of every random number; always recorded; 0..9 are ten seeds",
           .minimum = 0,
           .basic = true,
           .identity = Identity::kRecordField}),
      number<[](auto& s) -> auto& { return s.jitter; }>(
          {.name = "jitter",
           .type = kReal,
           .placeholder = "RADIAN",
           .help =
               "Half width of the seeded noise on the start (default 0.01 for hf with a hardware-efficient "
               "ansatz, else 0)",
           .minimum = 0,
           .identity = Identity::kRunOptions,
           .has_column = true}),
      number<[](auto& s) -> auto& { return s.vqe.optimizer_options.max_iterations; }>(
          {.name = "max-iterations",
           .type = kInteger,
           .placeholder = "N",
           .help = "Iterations of the optimizer (default 1000; for COBYLA and Nelder-Mead 200 a parameter, "
                   "from 1000 to 5000)",
           .minimum = 1,
           .identity = Identity::kRunOptions,
           .has_column = true}),
      {.name = "max-evaluations",
       .type = kInteger,
       .placeholder = "N",
       .help = "Energy evaluations of each start (default: no limit)",
       .minimum = 1,
       .set = [](Spec& s, Text text) { return read_number(text, s.vqe.max_evaluations); },
       .value = max_evaluations_of,
       .null_text = "no limit",
       .identity = Identity::kRunOptions,
       .has_column = true},
      number<[](auto& s) -> auto& { return s.vqe.optimizer_options.threshold; }>(
          {.name = "threshold",
           .type = kReal,
           .placeholder = "X",
           .default_text = "1e-10",
           .help = "Stop when the relative change of the energy falls below this",
           .minimum = 0,
           .identity = Identity::kRunOptions,
           .has_column = true}),
      number<[](auto& s) -> auto& { return s.vqe.optimizer_options.gradient_threshold; }>(
          {.name = "gradient-threshold",
           .type = kReal,
           .placeholder = "X",
           .default_text = "1e-6",
           .help = "Stop when no component of the gradient (hartree per radian) exceeds this",
           .minimum = 0,
           .identity = Identity::kRunOptions,
           .identity_key = "optimizer_options.gradient_threshold"}),
      number<[](auto& s) -> auto& { return s.penalty; }>(
          {.name = "penalty",
           .type = kReal,
           .placeholder = "WEIGHT",
           .default_text = "0",
           .help = "Weight in hartree of a penalty on leaving the electron sector; the recorded energy is "
                   "without it",
           .minimum = 0,
           .identity = Identity::kRunOptions,
           .has_column = true}),
      number<[](auto& s) -> auto& { return s.restarts; }>(
          {.name = "restarts",
           .type = kInteger,
           .placeholder = "K",
           .help = "Best of K seeded starts (default 1; for a hardware-efficient ansatz 16 up to 32 "
                   "parameters, 5 up to 96, for ExcitationPreserving 2 up to 300)",
           .minimum = 1,
           .identity = Identity::kRunOptions,
           .has_column = true}),
      {.name = "mapping",
       .value = [](const Spec& s) { return Json(s.mapping); },
       .identity = Identity::kRunOptions,
       .has_column = true},
      {.name = "lbfgsb-history",
       .value = [](const Spec& s) { return Json(s.vqe.optimizer_options.history); },
       .identity = Identity::kRunOptions,
       .identity_key = "optimizer_options.history"},
      {.name = "initial-step",
       .value = [](const Spec& s) { return Json(s.vqe.optimizer_options.initial_step); },
       .identity = Identity::kRunOptions,
       .identity_key = "optimizer_options.initial_step"},
      {.name = "parameter-threshold",
       .value = [](const Spec& s) { return Json(s.vqe.optimizer_options.parameter_threshold); },
       .identity = Identity::kRunOptions,
       .identity_key = "optimizer_options.parameter_threshold"},
      {.name = "search",
       .value = [](const Spec&) { return Json(kSecondOrderSearch); },
       .identity = Identity::kRunOptions},
      {.name = "follow",
       .value = [](const Spec& s) { return Json(s.follow); },
       .identity = Identity::kRunOptionsUnlessDefault},
  };
}

std::string with_underscores(std::string_view name) {
  std::string key(name);
  std::ranges::replace(key, '-', '_');
  return key;
}

std::string identity_key_of(const ExperimentField& field) {
  return field.identity_key.empty() ? with_underscores(field.name) : std::string(field.identity_key);
}

Json identity_value(const ExperimentField& field, const ExperimentSpec& spec, const Molecule& molecule) {
  return field.identity_value != nullptr ? field.identity_value(spec, molecule) : field.value(spec);
}

/// "a.b" is the key b of the object a.
void put(std::map<std::string, Json>& object, const std::string& key, Json value) {
  const size_t point = key.find('.');
  if (point == std::string::npos) {
    object[key] = std::move(value);
    return;
  }
  Json& inner = object[key.substr(0, point)];
  inner[key.substr(point + 1)] = std::move(value);
}

}  // namespace

std::string ExperimentField::json_key() const {
  return key.empty() ? with_underscores(name) : std::string(key);
}

std::span<const ExperimentField> experiment_fields() {
  static const std::vector<ExperimentField> fields = build_fields();
  return fields;
}

const ExperimentField& experiment_field(std::string_view name) {
  const auto found = std::ranges::find(experiment_fields(), name, &ExperimentField::name);
  EIGENLAKE_ASSERT(found != experiment_fields().end());
  return *found;
}

std::span<const SettingColumn> setting_columns() {
  static const std::vector<SettingColumn> columns = [] {
    std::vector<SettingColumn> all = {{"active_electrons", "active_space.electrons", kInteger},
                                      {"active_orbitals", "active_space.orbitals", kInteger}};
    for (const ExperimentField& field : experiment_fields())
      if (field.has_column) all.push_back({field.json_key(), identity_key_of(field), field.type});
    return all;
  }();
  return columns;
}

Json identity_of(const ExperimentSpec& spec, const Molecule& molecule) {
  std::map<std::string, Json> sorted;
  Json later = Json::object();
  for (const ExperimentField& field : experiment_fields()) {
    const std::string key = identity_key_of(field);
    Json value = field.identity == Identity::kNone ? Json() : identity_value(field, spec, molecule);
    if (field.identity == Identity::kRunOptions) put(sorted, key, std::move(value));
    if (field.identity == Identity::kRunOptionsUnlessDefault && value != identity_value(field, {}, molecule))
      later[key] = std::move(value);
  }
  Json identity = Json::object();
  for (auto& [key, value] : sorted) identity[key] = std::move(value);
  identity.update(later);
  return identity;
}

}  // namespace eigenlake
