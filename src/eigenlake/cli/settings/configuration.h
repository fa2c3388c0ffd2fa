// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/configuration_files.h"
#include "eigenlake/cli/settings/given_flags.h"
#include "eigenlake/cli/settings/option.h"

namespace eigenlake {

inline constexpr int64_t kMebibyte = int64_t{1} << 20;  ///< Unit of sizes in settings.

/// A file that was found by itself, and the settings of a call whose values come from it.
struct FileUse {
  std::string path;
  Settings settings;
};

/// The checked value of every given setting, with its origin: flags win over the environment, the environment
/// over the configuration files in their order, these over defaults. A repeatable setting has all values of
/// the winning place.
class Configuration {
 public:
  /// Only `settings` are resolved, but every key of the file must be a setting of some command, so one file
  /// serves all of them. Whole numbers of a repeatable setting may be a range, and a file holds several
  /// values as a list; a variable of the environment has one value or one range.
  ///
  /// Errors: kUsage naming flag, variable or file and line, and the value; for an unknown key a near known
  /// one;
  ///         for several values of a single setting; for a key that a file of the folder must not set.
  ///         kNotFound for a missing file.
  static Result<Configuration> resolve(std::span<const Setting* const> settings, const GivenFlags& flags,
                                       const std::map<std::string, std::string>& environment,
                                       const ConfigurationFiles& files);
  /// With the named file alone.
  static Result<Configuration> resolve(std::span<const Setting* const> settings, const GivenFlags& flags,
                                       const std::map<std::string, std::string>& environment);

  /// The files that were read, in their order.
  const std::vector<ConfigurationFile>& files() const { return files_; }
  /// Of those that no one named: what `settings` take from them.
  std::vector<FileUse> found_files(std::span<const Setting* const> settings) const;

  /// The value that was given, or the default; of several values the first, value_combinations.h has all.
  ///
  /// Requires: a number has a value or a default.
  template <typename T>
  T operator[](const Option<T>& option) const {
    if constexpr (std::same_as<T, std::vector<std::string>>)
      if (!has(option)) return {};
    return option.value_of(texts(option));
  }
  /// The value that was given.
  template <typename T>
  std::optional<T> find(const Option<T>& option) const {
    return has(option) ? std::optional((*this)[option]) : std::nullopt;
  }
  /// Whether it was given, not a default.
  bool has(const Setting& setting) const { return values_.contains(setting.name); }
  /// All values as texts; only the default, or "", where none was given.
  std::vector<std::string> texts(const Setting& setting) const;
  /// The first of them.
  std::string text(const Setting& setting) const { return texts(setting).front(); }
  /// "flag --basis", "environment variable EIGENLAKE_BASIS", "run.toml line 3" or "default".
  std::string origin(const Setting& setting) const;
  bool is_from_flag(const Setting& setting) const { return origin(setting).starts_with("flag "); }
  /// Given by a variable of the platform, such as S3_ENDPOINT.
  bool is_of_platform(const Setting& setting) const {
    return origin(setting).starts_with("environment variable S3_");
  }

  /// An error about the value of a setting, with its origin.
  std::unexpected<Error> refuse(const Setting& setting, Error error) const;
  template <typename... Args>
  std::unexpected<Error> refuse(const Setting& setting, fmt::format_string<Args...> format,
                                Args&&... args) const {
    return refuse(setting, {ErrorKind::kUsage, fmt::format(format, std::forward<Args>(args)...), {}});
  }

  /// The settings with several values, in the order of all_settings().
  Settings varied() const;
  /// Keeps one of a setting's values.
  void choose(const Setting& setting, std::string text);

 private:
  struct Value {
    std::vector<std::string> texts;
    std::string origin;
    std::string file = {};  ///< The path of the configuration file that it comes from.
  };
  Result<> read_file(const ConfigurationFile& file);
  Result<> read_environment(const Setting& setting, const std::map<std::string, std::string>& environment);
  Result<> set(const Setting& setting, const std::vector<std::string>& given, std::string origin);
  std::map<std::string_view, Value> values_;
  std::vector<ConfigurationFile> files_;
};

/// A warning for each variable whose name is near a setting's: a typing mistake would silently compute
/// something else. Variables far from all names belong to other programs.
std::vector<std::string> misspelt_variables(const std::map<std::string, std::string>& environment);

}  // namespace eigenlake
