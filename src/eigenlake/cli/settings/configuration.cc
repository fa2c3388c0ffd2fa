// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/configuration.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/base/whole_file.h"
#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/setting_list.h"
#include "eigenlake/cli/settings/value_list.h"

namespace eigenlake {
namespace {

/// Of one value.
Result<std::string> text_of(const toml::node& node) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return fmt::format("{}", value->get());
  if (const auto* value = node.as_floating_point()) return fmt::format("{}", value->get());
  if (const auto* value = node.as_boolean()) return std::string(value->get() ? "true" : "false");
  return fail(ErrorKind::kUsage, "must be a string, a number or a truth value");
}

Result<std::vector<std::string>> texts_of(const toml::node& node) {
  std::vector<std::string> texts;
  if (const auto* list = node.as_array()) {
    if (list->empty()) return fail(ErrorKind::kUsage, "must not be an empty list");
    for (const toml::node& element : *list) {
      EIGENLAKE_ASSIGN_OR_RETURN(texts.emplace_back(), text_of(element));
    }
    return texts;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(texts.emplace_back(), text_of(node));
  return texts;
}

std::vector<std::string_view> file_keys() {
  std::vector<std::string_view> keys;
  for (const Setting* setting : all_settings())
    if (!setting->flag_only) keys.push_back(setting->name);
  return keys;
}

Result<const Setting*> setting_of_key(std::string_view key) {
  const Setting* setting = find_setting(key);
  if (setting != nullptr && !setting->flag_only) return setting;
  if (setting != nullptr) return fail(ErrorKind::kUsage, "'{}' is a flag only, no setting of a file", key);
  return fail(ErrorKind::kUsage, "unknown setting '{}'{}", key, did_you_mean(key, file_keys()));
}

/// The one place where toml++ may throw.
Result<toml::table> parse_toml(const std::string& file) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string text, read_whole_file(file));
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::kUsage, "{} line {} column {}: invalid TOML: {}", file, error.source().begin.line,
                error.source().begin.column, error.description());
  }
}

struct FileEntry {
  std::string key;
  const toml::node* node = nullptr;
};

/// The settings of a file. Those of the table [kafka] count as if outside of it; `enabled` is the setting
/// kafka.
std::vector<FileEntry> entries_of(const toml::table& table) {
  std::vector<FileEntry> entries;
  for (const auto& [key, node] : table) {
    const auto* kafka = key.str() == "kafka" ? node.as_table() : nullptr;
    if (kafka == nullptr) {
      entries.push_back({std::string(key.str()), &node});
      continue;
    }
    for (const auto& [name, value] : *kafka)
      entries.push_back(
          {name.str() == "enabled" ? std::string(option::kKafka.name) : std::string(name.str()), &value});
  }
  return entries;
}

}  // namespace

Result<> Configuration::set(const Setting& setting, const std::vector<std::string>& given,
                            std::string origin) {
  auto texts = value_list(setting, given);
  if (!texts) return fail(ErrorKind::kUsage, "{}: {}", origin, texts.error().message);
  values_[setting.name] = {*std::move(texts), std::move(origin)};
  return {};
}

Result<> Configuration::read_file(const ConfigurationFile& file) {
  EIGENLAKE_ASSIGN_OR_RETURN(const toml::table table, parse_toml(file.path));
  const auto read = [&](const Setting& setting, const toml::node& node, const std::vector<std::string>& texts,
                        const std::string& key) -> Result<> {
    const std::string place = fmt::format("{} line {}", file.path, node.source().begin.line);
    if (file.place == FilePlace::kFolder && setting.in_folder != InFolder::kMayBeSet)
      return fail(ErrorKind::kUsage,
                  "{}: '{}' must not be set by a file that lies in the folder; --config and your own "
                  "~/.config/eigenlake/eigenlake.toml may set it",
                  place, setting.name);
    EIGENLAKE_RETURN_IF_ERROR(set(setting, texts, fmt::format("{} ({})", place, key)));
    values_[setting.name].file = file.path;
    return {};
  };
  for (const FileEntry& entry : entries_of(table)) {
    const std::string place = fmt::format("{} line {}", file.path, entry.node->source().begin.line);
    auto setting = setting_of_key(entry.key);
    if (!setting) return fail(ErrorKind::kUsage, "{}: {}", place, setting.error().message);
    const auto texts = texts_of(*entry.node);
    if (!texts) return fail(ErrorKind::kUsage, "{}: {} = …: {}", place, entry.key, texts.error().message);
    EIGENLAKE_RETURN_IF_ERROR(read(**setting, *entry.node, *texts, std::string((*setting)->name)));
  }
  // The table alone enables publishing.
  if (const auto* kafka = table["kafka"].as_table(); kafka != nullptr && !kafka->contains("enabled"))
    EIGENLAKE_RETURN_IF_ERROR(read(option::kKafka, *kafka, {"true"}, "[kafka]"));
  files_.push_back(file);
  return {};
}

Result<> Configuration::read_environment(const Setting& setting,
                                         const std::map<std::string, std::string>& environment) {
  for (const std::string& variable : {std::string(setting.environment), setting.environment_variable()}) {
    const auto found = environment.find(variable);
    if (variable.empty() || found == environment.end() || found->second.empty()) continue;
    EIGENLAKE_RETURN_IF_ERROR(set(setting, {found->second}, "environment variable " + variable));
  }
  return {};
}

Result<Configuration> Configuration::resolve(std::span<const Setting* const> settings,
                                             const GivenFlags& flags,
                                             const std::map<std::string, std::string>& environment,
                                             const ConfigurationFiles& files) {
  Configuration configuration;
  for (const ConfigurationFile& file : files.files) EIGENLAKE_RETURN_IF_ERROR(configuration.read_file(file));
  for (const Setting* setting : settings) {
    if (!setting->flag_only) EIGENLAKE_RETURN_IF_ERROR(configuration.read_environment(*setting, environment));
    if (const auto given = flags.find(setting->name); given != flags.end())
      EIGENLAKE_RETURN_IF_ERROR(configuration.set(*setting, given->second, "flag " + setting->flag()));
  }
  return configuration;
}

Result<Configuration> Configuration::resolve(std::span<const Setting* const> settings,
                                             const GivenFlags& flags,
                                             const std::map<std::string, std::string>& environment) {
  return resolve(settings, flags, environment, find_configuration_files(flags, environment, {}));
}

std::vector<FileUse> Configuration::found_files(std::span<const Setting* const> settings) const {
  std::vector<FileUse> found;
  for (const ConfigurationFile& file : files_) {
    if (file.place == FilePlace::kNamed) continue;
    FileUse& use = found.emplace_back(FileUse{file.path, {}});
    for (const Setting* setting : settings)
      if (const auto value = values_.find(setting->name);
          value != values_.end() && value->second.file == file.path)
        use.settings.push_back(setting);
  }
  return found;
}

std::vector<std::string> misspelt_variables(const std::map<std::string, std::string>& environment) {
  constexpr size_t kTypingMistake = 2;
  std::vector<std::string> owned = {"EIGENLAKE_CACHE", "EIGENLAKE_COMPLETING", "EIGENLAKE_DEPS"};
  for (const Setting* setting : all_settings()) owned.push_back(setting->environment_variable());
  const std::vector<std::string_view> names(owned.begin(), owned.end());
  std::vector<std::string> messages;
  for (auto entry = environment.lower_bound("EIGENLAKE_");
       entry != environment.end() && entry->first.starts_with("EIGENLAKE_"); ++entry) {
    const std::string_view nearest = nearest_name(entry->first, names);
    if (nearest == entry->first || edit_distance(entry->first, nearest) > kTypingMistake) continue;
    messages.push_back(
        fmt::format("unknown environment variable {}; did you mean '{}'?", entry->first, nearest));
  }
  return messages;
}

std::vector<std::string> Configuration::texts(const Setting& setting) const {
  const auto found = values_.find(setting.name);
  return found != values_.end() ? found->second.texts : std::vector{std::string(setting.default_text)};
}

std::string Configuration::origin(const Setting& setting) const {
  const auto found = values_.find(setting.name);
  return found == values_.end() ? "default" : found->second.origin;
}

std::unexpected<Error> Configuration::refuse(const Setting& setting, Error error) const {
  error.message = fmt::format("{}: {}", origin(setting), error.message);
  return std::unexpected(std::move(error));
}

Settings Configuration::varied() const {
  Settings settings;
  for (const Setting* setting : all_settings())
    if (!setting->accumulates && texts(*setting).size() > 1) settings.push_back(setting);
  return settings;
}

void Configuration::choose(const Setting& setting, std::string text) {
  values_.at(setting.name).texts = {std::move(text)};
}

}  // namespace eigenlake
