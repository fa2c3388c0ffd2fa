#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

enum class SettingType { kFlag, kText, kInteger, kReal };

/// One setting: the flag `--name`, the environment variable EIGENLAKE_NAME, or the key `name` of a
/// configuration file. setting_list.cc is the only list of flags; parsing, help and the reference come from
/// it.
struct Setting {
  std::string name = {};   ///< "max-iterations"
  std::string group = {};  ///< Heading in help: "Simulation"
  SettingType type = SettingType::kText;
  std::string placeholder = {};   ///< "N"; empty for flags.
  std::string default_text = {};  ///< Empty: no default.
  std::string help = {};
  std::vector<std::string_view> choices = {};  ///< Listed in help; checked where `open_choices` is false.
  bool open_choices = false;                   ///< The named choices are not all, or have aliases.
  std::optional<double> minimum = {};          ///< Of numbers.
  std::vector<std::string> short_names = {};   ///< "-b"
  std::string environment = {};                ///< An established variable, also read.
  bool flag_only = false;                      ///< Not in a file or in the environment.
  bool accumulates = false;                    ///< May be given several times; all values hold together.
  bool repeatable = false;  ///< Commands that plan many runs take several values; see value_list.h.
  int num_words = 1;        ///< Words of its value on the command line.
  bool secret = false;      ///< Never shown, and no flag: every user of the machine can read command lines.

  std::string flag() const { return "--" + name; }
  std::string environment_variable() const;  ///< EIGENLAKE_MAX_ITERATIONS
};

/// These settings, under that heading where they name none.
std::vector<Setting> in_group(std::string_view group, std::vector<Setting> settings);

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
