// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/completion_words.h"

#include <algorithm>
#include <cctype>

#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {

WordKind kind_of_value(const Setting& setting) {
  if (!setting.choices.empty()) return WordKind::kWords;
  if (setting.placeholder == "FILE" || setting.placeholder == "[=FILE]") return WordKind::kFile;
  if (setting.placeholder == "FOLDER" || setting.placeholder == "PLACE") return WordKind::kFolder;
  return WordKind::kNone;
}

WordKind kind_of_operands(const Command& command) {
  if (!actions_of(command).empty()) return WordKind::kWords;
  const std::string_view text = command.operands.text;
  if (text.contains("FILE")) return WordKind::kFile;
  if (text.contains("DEST")) return WordKind::kFolder;
  return text.contains("TABLE") ? WordKind::kTable : WordKind::kNone;
}

std::vector<std::string> actions_of(const Command& command) {
  std::vector<std::string> actions;
  std::string word;
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const auto end_word = [&] {
    const bool is_lower =
        std::ranges::all_of(word, [](unsigned char c) { return std::islower(c) != 0 || c == '-'; });
    if (!word.empty() && is_lower && is_letter(word[0])) actions.push_back(word);
    word.clear();
  };
  for (const char c : command.operands.text) {
    if (is_letter(c) || c == '-' || c == '_')
      word += c;
    else
      end_word();
  }
  end_word();
  return actions;
}

Settings flags_of_command(const Command& command) {
  Settings flags = command.all_settings();
  std::erase_if(flags, [](const Setting* setting) { return setting->secret; });
  return flags;
}

Settings flags_of_all(std::span<const Command> commands) {
  Settings flags = all_settings();
  std::erase_if(flags, [&](const Setting* setting) {
    return setting->secret || std::ranges::none_of(commands, [&](const Command& command) {
             return contains(command.all_settings(), setting);
           });
  });
  return flags;
}

bool takes_next_word(const Setting& setting) {
  return setting.type != SettingType::kFlag && setting.bare_value.empty();
}

std::vector<std::string> spellings_of(const Setting& setting) {
  if (setting.short_name.empty()) return {setting.flag()};
  return {std::string(setting.short_name), setting.flag()};
}

std::string single_quoted(std::string_view text, std::string_view quote) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += quote;
    else
      quoted += c;
  }
  return quoted + "'";
}

}  // namespace eigenlake
