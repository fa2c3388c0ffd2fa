// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/invocation/parse_words.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

/// A word that begins like an SQL comment is no flag: names of flags have no blanks.
bool is_flag(std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  return word.size() > 1 && word[0] == '-' && name.find_first_of(" \t\r\n\"'(;") == std::string_view::npos;
}

/// A flag in a word.
struct FlagWord {
  const Setting* setting = nullptr;
  std::optional<std::string_view> value;  ///< That the same word holds.
};

/// None where the word is no flag of these settings.
std::optional<FlagWord> read_flag(const Settings& settings, std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return std::nullopt;
  const size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  for (const Setting* setting : settings)
    if (setting->flag() == name || setting->short_name == name)
      return FlagWord{setting, equals < word.size() ? std::optional(word.substr(equals + 1)) : std::nullopt};
  for (const Setting* setting : settings)
    if (setting->short_name.size() == 2 && word.starts_with(setting->short_name))
      return FlagWord{setting, word.substr(2)};
  return std::nullopt;
}

/// How many of the next words belong to the flag.
size_t num_words_taken(const FlagWord& flag) {
  if (flag.setting->type == SettingType::kFlag || !flag.setting->bare_value.empty()) return 0;
  return static_cast<size_t>(flag.setting->num_words - (flag.value ? 1 : 0));
}

/// The end of a message about an unknown flag.
std::string suggested_flag(std::string_view bare, const Settings& settings) {
  std::vector<std::string_view> names = {"help"};
  for (const Setting* setting : settings)
    if (!setting->secret) names.push_back(setting->name);
  const auto near = near_name(bare, names);
  return near ? fmt::format("; did you mean '--{}'?", *near) : "";
}

std::unexpected<Error> refuse_flag(const Command& command, const Settings& settings, std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  const std::string_view bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  if (const Setting* setting = find_setting(bare); setting != nullptr && setting->secret)
    return fail(ErrorKind::kUsage,
                "set {} in the environment or the configuration file: others can read the command line",
                setting->name);
  return fail(ErrorKind::kUsage, "eigenlake {} has no option {}{}", command.name, name,
              suggested_flag(bare, settings));
}

/// The value of a flag, which takes some of the `next` words: several are joined by spaces.
Result<std::string> read_value(const FlagWord& flag, std::span<const std::string> next) {
  if (flag.setting->type == SettingType::kFlag)
    return flag.value && !flag.value->empty() ? std::string(*flag.value) : "true";
  if (!flag.value && !flag.setting->bare_value.empty()) return std::string(flag.setting->bare_value);
  const size_t taken = num_words_taken(flag);
  std::vector<std::string_view> words(next.begin(), next.begin() + std::min(taken, next.size()));
  if (flag.value) words.insert(words.begin(), *flag.value);
  if (words.empty()) return fail(ErrorKind::kUsage, "{} requires a value", flag.setting->flag());
  if (next.size() < taken)
    return fail(ErrorKind::kUsage, "flag {}: must be {}, got '{}' alone", flag.setting->flag(),
                flag.setting->placeholder, words.back());
  return fmt::format("{}", fmt::join(words, " "));
}

bool has_kafka_options(const Settings& settings) {
  return std::ranges::any_of(setting_groups(), [&](const SettingGroup& group) {
    return group.is_of_kafka && std::ranges::any_of(group.settings, [&](const Setting* setting) {
             return contains(settings, setting);
           });
  });
}

}  // namespace

HelpKind help_kind_of(std::string_view word) {
  if (word == "-h") return HelpKind::kShort;
  if (word == "--help") return HelpKind::kFull;
  return word == "--help-kafka" ? HelpKind::kKafka : HelpKind::kNone;
}

size_t find_command_word(std::span<const std::string> words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (!is_flag(words[i])) return i;
    if (const auto flag = read_flag(all_settings(), words[i])) i += num_words_taken(*flag);
  }
  return words.size();
}

Result<ParsedWords> parse_words(const Command& command, std::span<const std::string> words) {
  const Settings settings = command.all_settings();
  ParsedWords parsed;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const HelpKind help = help_kind_of(word);
    if (help != HelpKind::kNone && (help != HelpKind::kKafka || has_kafka_options(settings))) {
      parsed.help = help;
    } else if (const auto flag = read_flag(settings, word); flag && !flag->setting->secret) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto value, read_value(*flag, words.subspan(i + 1)));
      parsed.flags[std::string(flag->setting->name)].push_back(std::move(value));
      i += num_words_taken(*flag);
    } else if (is_flag(word) && !word.contains('\n')) {  // Else a comment of one line, and its query.
      return refuse_flag(command, settings, word);
    } else {
      parsed.operands.push_back(word);
    }
  }
  return parsed;
}

}  // namespace eigenlake
