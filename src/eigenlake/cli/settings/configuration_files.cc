// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/configuration_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <sys/stat.h>

#include "eigenlake/cli/settings/common_options.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "eigenlake.toml";

std::string value_of(const std::map<std::string, std::string>& environment, const char* name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

/// --config wins over EIGENLAKE_CONFIG, which --no-config hides; empty without both.
std::string named_file(const GivenFlags& flags, const std::map<std::string, std::string>& environment,
                       bool is_only_flag) {
  if (const auto flag = flags.find(option::kConfig.name); flag != flags.end()) return flag->second.back();
  return is_only_flag ? std::string() : value_of(environment, "EIGENLAKE_CONFIG");
}

bool is_given(const GivenFlags& flags, const Option<bool>& option) {
  const auto found = flags.find(option.name);
  return found != flags.end() && option.value_of(found->second);
}

/// Adds a file that exists, is no other one of the list, and belongs to the user or to root.
void add_found(const std::string& path, FilePlace place, uid_t user, ConfigurationFiles& found) {
  struct stat status = {};
  if (path.empty() || stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  std::error_code error;
  const bool is_known = std::ranges::any_of(
      found.files, [&](const ConfigurationFile& file) { return fs::equivalent(file.path, path, error); });
  if (is_known) return;
  if (status.st_uid == user || status.st_uid == 0)
    found.files.push_back({path, place});
  else
    found.warnings.push_back(
        fmt::format("{} is left out: it belongs to another user; '--config {}' reads it", path, path));
}

}  // namespace

std::string own_configuration_file(const std::map<std::string, std::string>& environment) {
  const fs::path base = value_of(environment, "XDG_CONFIG_HOME");
  const fs::path home = value_of(environment, "HOME");
  // The specification of these folders says that a relative path is invalid.
  if (base.is_absolute()) return (base / "eigenlake" / kFileName).string();
  return home.is_absolute() ? (home / ".config" / "eigenlake" / kFileName).string() : std::string();
}

ConfigurationFiles find_configuration_files(const GivenFlags& flags,
                                            const std::map<std::string, std::string>& environment,
                                            const ConfigurationSearch& search) {
  const bool is_none_found = is_given(flags, option::kNoConfig);
  ConfigurationFiles found;
  if (const std::string named = named_file(flags, environment, is_none_found); !named.empty())
    found.files.push_back({named, FilePlace::kNamed});
  if (!is_none_found && !search.folder.empty()) {
    add_found(own_configuration_file(environment), FilePlace::kOwn, search.user, found);
    add_found((fs::path(search.folder) / kFileName).lexically_normal().string(), FilePlace::kFolder,
              search.user, found);
  }
  std::ranges::stable_sort(found.files, {}, &ConfigurationFile::place);
  return found;
}

}  // namespace eigenlake
