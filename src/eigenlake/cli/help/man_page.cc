// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/man_page.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "eigenlake/cli/help/command_help.h"
#include "eigenlake/cli/help/completion_words.h"
#include "eigenlake/cli/help/exit_code_text.h"
#include "eigenlake/cli/help/option_text.h"
#include "eigenlake/cli/help/overview.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

/// The code point that begins at `place`, which moves behind it.
char32_t next_code_point(std::string_view text, size_t& place) {
  const auto first = static_cast<unsigned char>(text[place++]);
  if (first < 0x80U) return first;
  const int length = first >= 0xf0U ? 3 : first >= 0xe0U ? 2 : 1;
  char32_t code = first & (0x3fU >> static_cast<unsigned>(length));
  for (int i = 0; i < length && place < text.size(); ++i)
    code = (code << 6U) | (static_cast<unsigned char>(text[place++]) & 0x3fU);
  return code;
}

/// A text as roff prints it unchanged.
std::string roff_escaped(std::string_view text) {
  std::string result = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (size_t place = 0; place < text.size();) {
    const char32_t code = next_code_point(text, place);
    switch (code) {
      case '-':
        result += "\\-";
        break;
      case '\\':
        result += "\\e";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '~':
        result += "\\(ti";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '`':
        result += "\\(ga";
        break;
      case static_cast<unsigned char>(kNoBreak):
        result += "\\ ";
        break;
      default:
        result += code < 0x80U ? std::string(1, static_cast<char>(code))
                               : fmt::format("\\[u{:04X}]", static_cast<uint32_t>(code));
    }
  }
  return result;
}

class ManPage {
 public:
  explicit ManPage(std::ostream& out) : out_(out) {}

  void section(std::string_view heading) { out_ << ".SH \"" << roff_escaped(heading) << "\"\n"; }
  void subsection(std::string_view heading) { out_ << ".SS \"" << roff_escaped(heading) << "\"\n"; }
  void text(std::string_view words) { out_ << roff_escaped(words) << '\n'; }
  void paragraph(std::string_view words) {
    out_ << ".PP\n";
    text(words);
  }
  void entry(std::string_view what, std::string_view meaning) {
    out_ << ".TP\n.B \"" << escaped_argument(what) << "\"\n";
    text(meaning);
  }
  /// Lines as they are.
  void example(const std::string& lines) {
    out_ << ".PP\n.RS 4\n.nf\n";
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) out_ << roff_escaped(line) << '\n';
    out_ << ".fi\n.RE\n";
  }

 private:
  /// A quote within an argument of a macro is written twice.
  static std::string escaped_argument(std::string_view text) {
    std::string result;
    for (const char c : roff_escaped(text)) result += c == '"' ? "\"\"" : std::string(1, c);
    return result;
  }

  std::ostream& out_;
};

void print_beginning(ManPage& page, std::ostream& out) {
  out << ".\\\" Printed by 'eigenlake man'.\n.TH EIGENLAKE 1 \"\" \"Eigenlake " << EIGENLAKE_VERSION
      << "\" \"User Commands\"\n";
  page.section("NAME");
  page.text("eigenlake - simulate molecules with VQE and query the results by SQL");
  page.section("SYNOPSIS");
  out << ".B eigenlake\n.I COMMAND\n.RI [ OPTIONS ]\n" << roff_escaped("…") << '\n';
  page.section("DESCRIPTION");
  page.text(
      "Eigenlake computes molecules with the Variational Quantum Eigensolver, writes one record for each "
      "experiment, and stores the records in Apache Iceberg tables, which it queries by SQL. It needs no "
      "server.");
}

void print_all_commands(std::span<const Command> commands, ManPage& page) {
  page.section("COMMANDS");
  for (const CommandGroup& group : grouped(commands)) {
    page.subsection(group.heading);
    for (const Command* command : group.commands) {
      page.entry(usage_of(*command), command->summary + ". " + command->description);
      page.example(command->example);
    }
  }
}

/// The commands that take an option, unless all do.
std::string takers_of(std::span<const Command> commands, const Setting& setting) {
  std::string names;
  size_t count = 0;
  for (const Command& command : commands) {
    if (!contains(command.all_settings(), &setting)) continue;
    names += (names.empty() ? "" : ", ") + command.name;
    ++count;
  }
  return count == commands.size() ? "" : fmt::format(" ({})", names);
}

void print_all_options(std::span<const Command> commands, ManPage& page) {
  page.section("OPTIONS");
  page.text(
      "After an option stand the commands that take it, where not all do. An option is also an environment "
      "variable (\"--max-iterations\" is EIGENLAKE_MAX_ITERATIONS) and a key of a configuration file, unless "
      "it only makes sense for one call.");
  page.entry("-h", "Print the most used options of a command, or the commands.");
  page.entry("--help", "Print all of them; those of Kafka by --help-kafka.");
  page.entry("--version", "Print the version.");
  const Settings flags = flags_of_all(commands);
  for (const SettingGroup& group : setting_groups()) {
    page.subsection(group.heading);
    for (const Setting* setting : group.settings)
      if (contains(flags, setting))
        page.entry(flags_of(*setting),
                   explanation_of(*setting, setting->accumulates) + "." + takers_of(commands, *setting));
  }
}

void print_files(ManPage& page) {
  page.section("FILES");
  page.text(
      "A flag wins over the environment, the environment over the files, and of these the first one that has "
      "the setting. Each is in TOML, with one key for each setting.");
  page.entry("--config FILE", "The file that the flag names, or else the variable EIGENLAKE_CONFIG.");
  page.entry("eigenlake.toml",
             "In the working folder, if it belongs to the caller or to root. It must not set places, servers "
             "or secrets.");
  page.entry("~/.config/eigenlake/eigenlake.toml",
             "The caller's own, in $XDG_CONFIG_HOME where that is set.");
}

void print_exit_codes(ManPage& page) {
  page.section("EXIT STATUS");
  for (const auto& [code, meaning] : exit_code_texts())
    page.entry(fmt::format("{}", static_cast<int>(code)), std::string(meaning) + ".");
}

}  // namespace

void print_man_page(std::span<const Command> commands, std::ostream& out) {
  ManPage page(out);
  print_beginning(page, out);
  print_all_commands(commands, page);
  print_all_options(commands, page);
  print_files(page);
  print_exit_codes(page);
}

}  // namespace eigenlake
