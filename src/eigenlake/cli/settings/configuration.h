#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

inline constexpr int64_t kMebibyte = int64_t{1} << 20;  ///< Unit of sizes in settings.

/// Settings of the command line: name, and values in their order.
using GivenFlags = std::map<std::string, std::vector<std::string>>;

/// The checked value of every given setting, with its origin: flags win over the environment, the environment
/// over the configuration file, the file over defaults. A repeatable setting has all values of the winning
/// place.
class Configuration {
 public:
  /// Only `settings` are resolved, but every key of the file must be a setting of some command, so one file
  /// serves all of them. Whole numbers of a repeatable setting may be a range, and a file holds several
  /// values as a list; a variable of the environment has one value or one range.
  ///
  /// Errors: kUsage naming flag, variable or file and line, and the value; for an unknown key a near known
  /// one;
  ///         for several values of a single setting. kNotFound for a missing file.
  static Result<Configuration> resolve(std::span<const Setting* const> settings, const GivenFlags& flags,
                                       const std::map<std::string, std::string>& environment);

  /// Whether it was given, not a default.
  bool has(std::string_view name) const;
  /// Requires: `name` is a setting; without a value its default, "" where it has none. Of several values the
  /// first; value_combinations.h has all.
  std::string text(std::string_view name) const;
  /// All values; only the default where none was given.
  std::vector<std::string> texts(std::string_view name) const;
  bool flag(std::string_view name) const;
  int integer(std::string_view name) const;
  double real(std::string_view name) const;
  /// "flag --basis", "environment variable EIGENLAKE_BASIS", "run.toml line 3" or "default".
  std::string origin(std::string_view name) const;

  /// An error about the value of `name`, with its origin.
  std::unexpected<Error> refuse(std::string_view name, Error error) const;

  /// The settings with several values, in the order of all_settings().
  std::vector<std::string_view> varied() const;
  /// Keeps one of a setting's values.
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

/// A warning for each variable whose name is near a setting's: a typing mistake would silently compute
/// something else. Variables far from all names belong to other programs.
std::vector<std::string> misspelt_variables(const std::map<std::string, std::string>& environment);

}  // namespace eigenlake
