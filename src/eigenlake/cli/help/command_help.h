// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/help/help_page.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/invocation/parse_words.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {

/// "eigenlake run [OPTIONS] FILE…"
std::string usage_of(const Command& command);

/// The options of a command that its help shows, in groups: those of --help, or those of --help-kafka.
std::vector<SettingGroup> groups_of(const Command& command, bool of_kafka);

/// Whether its help says that a setting may be given several times.
bool may_be_repeated(const Command& command, const Setting& setting);

/// Help on one command. Short: its basic options and examples, for a screen of 24 lines. Full: its
/// description and all options but those of Kafka, which have a help of their own.
///
/// Requires: `kind` is not kNone.
void print_command_help(const Command& command, HelpKind kind, HelpPage& page);

}  // namespace eigenlake
