// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// What completes the value of an option, or an operand.
enum class WordKind { kNone, kWords, kFile, kFolder, kTable };

WordKind kind_of_value(const Setting& setting);
/// kWords where operands begin with an action.
WordKind kind_of_operands(const Command& command);

/// The actions of a command, from the text of its operands: "create NAME | list" has two.
std::vector<std::string> actions_of(const Command& command);

/// The options of a command that are flags, in the order of help.
Settings flags_of_command(const Command& command);

/// Every option that some command takes as a flag, once.
Settings flags_of_all(std::span<const Command> commands);

/// Whether the next word is the value. It is not of a flag, nor where the value is optional: --report=FILE.
bool takes_next_word(const Setting& setting);

/// "--basis", and "-b" before it.
std::vector<std::string> spellings_of(const Setting& setting);

/// `text` in single quotes, as a shell reads it back: a quote becomes `quote`.
std::string single_quoted(std::string_view text, std::string_view quote);

}  // namespace eigenlake
