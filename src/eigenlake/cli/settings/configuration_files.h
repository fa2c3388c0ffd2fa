// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

#include "eigenlake/cli/settings/given_flags.h"

namespace eigenlake {

/// How a configuration file was found; a later one wins over an earlier one.
enum class FilePlace {
  kOwn,     ///< $XDG_CONFIG_HOME/eigenlake/eigenlake.toml, by default in ~/.config.
  kFolder,  ///< eigenlake.toml in the working folder; Setting::in_folder says what it may set.
  kNamed,   ///< By --config, or else by EIGENLAKE_CONFIG.
};

struct ConfigurationFile {
  std::string path;
  FilePlace place = FilePlace::kNamed;
};

struct ConfigurationFiles {
  std::vector<ConfigurationFile> files;  ///< In the order of FilePlace, each file once.
  std::vector<std::string> warnings;     ///< Of files that are left out.
};

/// Where files that no one names are looked for.
struct ConfigurationSearch {
  std::string folder = {};  ///< The working folder; empty: nowhere.
  uid_t user = 0;           ///< Files of others than this user and root are left out.
};

/// The files that exist, and a named one in any case. With --no-config only that of --config.
ConfigurationFiles find_configuration_files(const GivenFlags& flags,
                                            const std::map<std::string, std::string>& environment,
                                            const ConfigurationSearch& search);

/// "~/.config/eigenlake/eigenlake.toml", whether it exists or not; empty where the environment has no HOME.
std::string own_configuration_file(const std::map<std::string, std::string>& environment);

}  // namespace eigenlake
