#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

inline constexpr int64_t kMebibyte = int64_t{1} << 20;  ///< What settings of sizes count in.

/// The value of every setting that somebody gave, checked, with the place where it was given: flags win over
/// the environment, the environment over the configuration file, the file over defaults.
class Configuration {
 public:
  /// `flags` maps names of settings to what the command line says. Only `settings` are resolved, but every
  /// key of the file must be a setting of some command, so one file serves all of them.
  ///
  /// Errors: kUsage naming flag, variable or file and line, what was expected and what was found; for an
  ///         unknown key the nearest known one. kNotFound where the file is not there.
  static Result<Configuration> resolve(std::span<const Setting* const> settings,
                                       const std::map<std::string, std::string>& flags,
                                       const std::map<std::string, std::string>& environment);

  /// Whether it was given, other than by default.
  bool has(std::string_view name) const;
  /// Requires: `name` is a setting; without a value its default, "" where it has none.
  std::string text(std::string_view name) const;
  bool flag(std::string_view name) const;
  int integer(std::string_view name) const;
  double real(std::string_view name) const;
  /// "flag --basis", "environment variable EIGENLAKE_BASIS", "run.toml line 3" or "default".
  std::string origin(std::string_view name) const;

  /// An error about the value of `name`, saying where it was given.
  std::unexpected<Error> refuse(std::string_view name, Error error) const;

 private:
  struct Value {
    std::string text;
    std::string origin;
  };
  Result<> read_file(const std::string& file);
  Result<> read_environment(const Setting& setting, const std::map<std::string, std::string>& environment);
  Result<> set(const Setting& setting, std::string text, std::string origin);
  std::map<std::string, Value, std::less<>> values_;
};

/// A warning for each variable that is nearly, but not quite, the name of a setting's: a typing mistake would
/// silently compute something else. Variables far from all names belong to others.
std::vector<std::string> misspelt_variables(const std::map<std::string, std::string>& environment);

}  // namespace eigenlake
