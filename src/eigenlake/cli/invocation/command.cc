// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/invocation/command.h"

#include <algorithm>
#include <thread>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/cli/settings/catalog_options.h"
#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/s3_options.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
int Invocation::num_threads() const {
  const int asked = configuration[option::kThreads];
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Result<> Invocation::check_action(std::initializer_list<std::string_view> actions) const {
  const std::string& action = operands.front();
  if (std::ranges::find(actions, action) != actions.end()) return {};
  return fail(ErrorKind::kUsage, "eigenlake {} takes {}, got '{}'{}", command.name, choices_text(actions),
              action, did_you_mean(action, actions));
}

void Invocation::warn(std::string_view message) const {
  process.tell("warning: ", message, Colour::kWarning);
}

void Invocation::note(std::string_view message) const {
  if (!quiet()) process.tell("", message);
}

TextStyle Invocation::out_style() const {
  TextStyle style = process.out_style();
  style.is_vertical = configuration[option::kLine];
  return style;
}

void Invocation::print(const Json& object) const {
  process.out << object.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

void Invocation::report(const Json& object, std::string_view text) const {
  if (json())
    print(object);
  else if (!quiet())
    process.out << text << std::flush;
}

Settings Command::all_settings() const {
  Settings taken = joined_settings({option::kCommonOptions, options});
  if (opens_lake) taken = joined_settings({taken, option::kCatalogOptions, option::kObjectStorageOptions});
  Settings in_order = eigenlake::all_settings();
  std::erase_if(in_order, [&](const Setting* setting) { return !contains(taken, setting); });
  return in_order;
}

}  // namespace eigenlake
