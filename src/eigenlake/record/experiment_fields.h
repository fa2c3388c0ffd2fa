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

/// How a field is part of what an experiment is.
enum class Identity {
  kNone,         ///< It adds a figure and changes nothing else.
  kRecordField,  ///< As a field of the record's initial data.
  kRunOptions,   ///< As a key of run_options.identity.
  /// Likewise, but left out at its default: a key that came after experiments had ids.
  kRunOptionsUnlessDefault,
};

/// A column of vqe_results that comes from a key of run_options.identity: "active_space.electrons" is within
/// an object.
struct SettingColumn {
  enum class Type { kInteger, kReal, kFlag, kText };
  std::string_view name;
  std::string_view path;
  Type type = Type::kInteger;
};

/// One member of ExperimentSpec. The settings of the command line, their parsing, the plan, the identity and
/// the columns of vqe_results follow from the table of these.
struct ExperimentField {
  enum class Type { kText, kInteger, kReal, kFlag };

  std::string_view name;  ///< Of its setting: "max-iterations".
  Type type = Type::kText;

  // The setting; none where `help` is empty.
  std::string_view group = "Simulation";
  std::string_view placeholder = {};   ///< "N"; a unit where there is one: "RADIAN".
  std::string_view default_text = {};  ///< Empty: none, or one that depends on other fields, as `help` says.
  std::string_view help = {};
  std::span<const std::string_view> choices = {};
  bool open_choices = false;  ///< The choices are not all, or have aliases.
  std::optional<double> minimum = {};
  std::string_view short_name = {};
  bool repeatable = false;  ///< Several values make several experiments.
  /// Sets the member. Errors: kUsage.
  Result<> (*set)(ExperimentSpec& spec, std::string_view text) = nullptr;

  // What an experiment has.
  Json (*value)(const ExperimentSpec& spec) = nullptr;  ///< Null where there is none.
  std::string_view key = {};        ///< Of plans and results in JSON; empty: the name with underscores.
  std::string_view null_text = {};  ///< For people, where the value is null.

  Identity identity = Identity::kNone;
  std::string_view identity_key = {};  ///< "optimizer_options.history" is within an object.
  /// Where it differs from `value`. Of an open question what it resolves to.
  Json (*identity_value)(const ExperimentSpec& spec, const Molecule& molecule) = nullptr;

  std::span<const SettingColumn> columns = {};

  bool is_setting() const { return !help.empty(); }
  std::string json_key() const;
};

/// All of them, in the order of help.
std::span<const ExperimentField> experiment_fields();
/// Requires: there is one of that name.
const ExperimentField& experiment_field(std::string_view name);

/// The columns of all fields, in the order of these.
std::span<const SettingColumn> setting_columns();

/// The object run_options.identity of an experiment. A field that is added later must be left out at its
/// default, or every experiment gets another id.
Json identity_of(const ExperimentSpec& spec, const Molecule& molecule);

}  // namespace eigenlake
