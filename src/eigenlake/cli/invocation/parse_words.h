// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// How much help a command line asks for: -h, --help, --help-kafka.
enum class HelpKind { kNone, kShort, kFull, kKafka };

/// The kind of a word, kNone for another word.
HelpKind help_kind_of(std::string_view word);

/// The words of a command line, before any value is checked.
struct ParsedWords {
  GivenFlags flags;
  std::vector<std::string> operands;
  HelpKind help = HelpKind::kNone;
};

/// The place of the command's name: the first word that is neither a flag nor a flag's value.
size_t find_command_word(std::span<const std::string> words);

/// Reads the words after a command's name: `--name VALUE`, `--name=VALUE`, `-n VALUE`, `-nVALUE`, and
/// operands in any order. A flag takes the words after it whatever they look like, negative numbers too.
///
/// Errors: kUsage for an option that the command lacks, a secret, a missing value.
Result<ParsedWords> parse_words(const Command& command, std::span<const std::string> words);

}  // namespace eigenlake
