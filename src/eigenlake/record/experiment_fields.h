// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/chem/molecule.h"
#include "eigenlake/json/json.h"
#include "eigenlake/record/experiment_spec.h"

namespace eigenlake {

/// How a field is part of an experiment's identity.
enum class Identity {
  kNone,         ///< Not: the field only adds a figure.
  kRecordField,  ///< As a field of the record's initial data.
  kRunOptions,   ///< As a key of run_options.identity.
  /// Likewise, but left out at its default: a key that is newer than the first experiment ids.
  kRunOptionsUnlessDefault,
};

/// One member of ExperimentSpec. The table of these defines the settings of the command line, their parsing,
/// the plan, the identity and the columns of vqe_results.
struct ExperimentField {
  enum class Type { kText, kInteger, kReal, kFlag };

  std::string_view name;  ///< Of its setting: "max-iterations".
  Type type = Type::kText;

  // The setting; none if `help` is empty.
  std::string_view group = "Simulation";
  std::string_view placeholder = {};   ///< "N", or the unit: "RADIAN".
  std::string_view default_text = {};  ///< Empty: none, or it depends on other fields, as `help` says.
  std::string_view help = {};
  std::span<const std::string_view> choices = {};
  bool open_choices = false;  ///< There are other choices or aliases.
  std::optional<double> minimum = {};
  std::string_view short_name = {};
  bool repeatable = true;  ///< Several values make several experiments.
  bool basic = false;      ///< In the short help.
  /// Sets the member. Errors: kUsage.
  Result<> (*set)(ExperimentSpec& spec, std::string_view text) = nullptr;

  // The value of an experiment.
  Json (*value)(const ExperimentSpec& spec) = nullptr;  ///< Null if there is none.
  std::string_view key = {};        ///< Of plans and results in JSON; empty: the name with underscores.
  std::string_view null_text = {};  ///< Printed if the value is null.

  Identity identity = Identity::kNone;
  std::string_view identity_key = {};  ///< "optimizer_options.history" is within an object.
  /// If it differs from `value`, such as what "auto" resolves to.
  Json (*identity_value)(const ExperimentSpec& spec, const Molecule& molecule) = nullptr;

  bool has_column = false;  ///< In vqe_results, by its JSON key.

  bool is_setting() const { return !help.empty(); }
  std::string json_key() const;
};

/// In the order of help.
std::span<const ExperimentField> experiment_fields();
/// Requires: a field of that name exists.
const ExperimentField& experiment_field(std::string_view name);

/// A column of vqe_results that comes from a key of run_options.identity: "active_space.electrons" is within
/// an object.
struct SettingColumn {
  using Type = ExperimentField::Type;
  std::string name;
  std::string path;
  Type type = Type::kInteger;
};
std::span<const SettingColumn> setting_columns();

/// The object run_options.identity of an experiment. A new field must be left out at its default, or every
/// experiment gets another id.
Json identity_of(const ExperimentSpec& spec, const Molecule& molecule);

}  // namespace eigenlake
