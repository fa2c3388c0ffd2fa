// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/option_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/help/help_page.h"

namespace eigenlake {
namespace {

std::string with_choices(std::string text, const Setting& setting) {
  if (!setting.choices.empty()) text += fmt::format(": {}", fmt::join(setting.choices, ", "));
  if (setting.open_choices && setting.name == "basis") text += ", …";
  return text;
}

std::string default_of(const Setting& setting) {
  if (setting.default_text.empty()) return "";
  return fmt::format(" [default:{}{}]", kNoBreak, setting.default_text);
}

}  // namespace

std::string flags_of(const Setting& setting) {
  std::string text = setting.flag();
  if (!setting.short_name.empty()) text = fmt::format("{}, {}", setting.short_name, text);
  return setting.placeholder.empty() ? text : fmt::format("{} {}", text, setting.placeholder);
}

std::string explanation_of(const Setting& setting, bool may_be_repeated) {
  std::string text = with_choices(std::string(setting.help), setting);
  if (may_be_repeated) text += "; may be repeated";
  return text + default_of(setting);
}

std::string short_explanation_of(const Setting& setting) {
  const size_t end = std::min({setting.help.find(';'), setting.help.find(" ("), setting.help.find(": ")});
  const std::string clause(setting.help.substr(0, end));
  return (setting.name == "basis" ? clause : with_choices(clause, setting)) + default_of(setting);
}

}  // namespace eigenlake
