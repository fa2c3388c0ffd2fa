// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

enum class SettingType { kFlag, kText, kInteger, kReal };

/// Whether an eigenlake.toml of the working folder may set it. Somebody else may have written that file: it
/// must not choose where data go or come from, who learns secrets, or what is removed.
enum class InFolder { kUndecided, kMayBeSet, kMustNotBeSet };

/// One setting: the flag `--name`, the environment variable EIGENLAKE_NAME, or the key `name` of a
/// configuration file. Parsing, help and the reference come from it.
struct Setting {
  std::string_view name = {};  ///< "max-iterations"
  SettingType type = SettingType::kText;
  std::string_view placeholder = {};   ///< "N"; empty for flags.
  std::string_view default_text = {};  ///< Empty: no default.
  std::string_view help = {};
  std::span<const std::string_view> choices = {};  ///< Listed in help; checked where `open_choices` is false.
  bool open_choices = false;                       ///< The named choices are not all, or have aliases.
  std::optional<double> minimum = {};              ///< Of numbers.
  std::optional<double> maximum = {};
  std::string_view short_name = {};   ///< "-b"
  std::string_view environment = {};  ///< An established variable, also read.
  bool flag_only = false;             ///< Not in a file or in the environment.
  bool accumulates = false;           ///< May be given several times; all values hold together.
  bool repeatable = false;            ///< Commands that plan many runs take several values; see value_list.h.
  int num_words = 1;                  ///< Words of its value on the command line.
  /// The value of the flag alone; another one is given as --name=VALUE, since the next word may be an
  /// operand.
  std::string_view bare_value = {};
  bool secret = false;  ///< Never shown, and no flag: every user of the machine can read command lines.
  bool basic = false;   ///< In the short help of the commands that take it.
  InFolder in_folder = InFolder::kUndecided;  ///< Settings that are only flags need not decide.

  std::string flag() const { return "--" + std::string(name); }
  std::string environment_variable() const;  ///< EIGENLAKE_MAX_ITERATIONS
};

using Settings = std::vector<const Setting*>;

/// All of them, in their order.
Settings joined_settings(std::initializer_list<std::span<const Setting* const>> parts);

bool contains(std::span<const Setting* const> settings, const Setting* setting);
std::vector<std::string_view> names_of(const Settings& settings);

/// "a, b or c"
std::string choices_text(std::span<const std::string_view> choices);

/// Checks that `text` is a value of `setting`.
///
/// Errors: kUsage; the caller adds the origin.
Result<> check_value(const Setting& setting, const std::string& text);

/// Errors: kUsage.
Result<int64_t> parse_integer(std::string_view text);
Result<double> parse_real(std::string_view text);
/// true/false, 1/0, yes/no, on/off.
Result<bool> parse_flag(std::string_view text);

}  // namespace eigenlake
