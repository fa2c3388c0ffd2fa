#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

inline constexpr int64_t kMebibyte = int64_t{1} << 20;  ///< What settings of sizes count in.

/// What the command line says: the name of a setting, and its values in their order.
using GivenFlags = std::map<std::string, std::vector<std::string>>;

/// The value of every setting that somebody gave, checked, with the place where it was given: flags win over
/// the environment, the environment over the configuration file, the file over defaults. A setting that may
/// be repeated has all values of the place that wins.
class Configuration {
 public:
  /// Only `settings` are resolved, but every key of the file must be a setting of some command, so one file
  /// serves all of them. Whole numbers of a setting that may be repeated are also given as a range, and a
  /// file holds several values as a list; a variable of the environment has one value or one range.
  ///
  /// Errors: kUsage naming flag, variable or file and line, what was expected and what was found; for an
  ///         unknown key the nearest known one; several values where one is taken. kNotFound where the file
  ///         is not there.
  static Result<Configuration> resolve(std::span<const Setting* const> settings, const GivenFlags& flags,
                                       const std::map<std::string, std::string>& environment);

  /// Whether it was given, other than by default.
  bool has(std::string_view name) const;
  /// Requires: `name` is a setting; without a value its default, "" where it has none. Of several values the
  /// first: who plans many runs asks value_combinations.h.
  std::string text(std::string_view name) const;
  /// All values; one, the default's, where nobody gave any.
  std::vector<std::string> texts(std::string_view name) const;
  bool flag(std::string_view name) const;
  int integer(std::string_view name) const;
  double real(std::string_view name) const;
  /// "flag --basis", "environment variable EIGENLAKE_BASIS", "run.toml line 3" or "default".
  std::string origin(std::string_view name) const;

  /// An error about the value of `name`, saying where it was given.
  std::unexpected<Error> refuse(std::string_view name, Error error) const;

  /// The settings with several values, in the order of all_settings().
  std::vector<std::string_view> varied() const;
  /// Replaces the values of a setting that has some by one of them.
  void choose(std::string_view name, std::string text);

 private:
  struct Value {
    std::vector<std::string> texts;
    std::string origin;
  };
  Result<> read_file(const std::string& file);
  Result<> read_environment(const Setting& setting, const std::map<std::string, std::string>& environment);
  Result<> set(const Setting& setting, const std::vector<std::string>& given, std::string origin);
  std::map<std::string, Value, std::less<>> values_;
};

/// A warning for each variable that is nearly, but not quite, the name of a setting's: a typing mistake would
/// silently compute something else. Variables far from all names belong to others.
std::vector<std::string> misspelt_variables(const std::map<std::string, std::string>& environment);

}  // namespace eigenlake
