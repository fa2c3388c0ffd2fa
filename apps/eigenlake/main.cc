// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <csignal>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <ext/stdio_filebuf.h>
#include <malloc.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "eigenlake/base/ascii_buffer.h"
#include "eigenlake/cli/command_line.h"
#include "eigenlake/cli/invocation/process_context.h"

extern char** environ;

namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

int terminal_width() {
  winsize size = {};
  return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// Whether the encoding of the locale is UTF-8, by the variables and in the order of POSIX.
bool is_utf8_locale(const std::map<std::string, std::string>& variables) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) continue;
    std::string locale = found->second;
    std::ranges::transform(locale, locale.begin(), [](unsigned char c) { return std::tolower(c); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

/// NO_COLOR: https://no-color.org
bool has_colour(const std::map<std::string, std::string>& variables) {
  const auto value_of = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
  return value_of("NO_COLOR").empty() && !value_of("TERM").empty() && value_of("TERM") != "dumb";
}

/// Keeps what was freed for the next allocation instead of giving it back to the kernel, which would have to
/// clear its pages again: metadata and record batches of megabytes come and go. Arrow is to do the same; its
/// own allocators begin with huge pages for each thread, which take longer to clear than a short call runs.
void keep_freed_memory() {
  constexpr int kMappedAloneBytes = 64 << 20;
  constexpr int kTrimBytes = 256 << 20;
  // What one thread gave back, the next one takes; more arenas each keep their own and grow for longer.
  const auto arenas_max = static_cast<int>(std::max(2U, std::thread::hardware_concurrency()));
  mallopt(M_MMAP_THRESHOLD, kMappedAloneBytes);
  mallopt(M_TRIM_THRESHOLD, kTrimBytes);
  mallopt(M_ARENA_MAX, arenas_max);
  constexpr int kKeepUsersChoice = 0;
  setenv("ARROW_DEFAULT_MEMORY_POOL", "system", kKeepUsersChoice);
}

/// A stream of its own on standard output. Whatever else writes there, as the Fortran code of an optimizer
/// does, goes to standard error: a program that reads our output must find nothing foreign in it.
std::streambuf* take_standard_output() {
  const int own = dup(STDOUT_FILENO);
  if (own < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return std::cout.rdbuf();
  return new __gnu_cxx::stdio_filebuf<char>(own, std::ios::out);  // lives as long as the process
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGPIPE, SIG_IGN);
  keep_freed_memory();
  const bool out_is_terminal = isatty(STDOUT_FILENO) != 0;
  const int width = terminal_width();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  std::map<std::string, std::string> variables = environment();
  const bool is_utf8 = is_utf8_locale(variables);
  const bool colours = has_colour(variables);
  std::streambuf* standard_output = take_standard_output();
  eigenlake::AsciiBuffer ascii(*standard_output);
  std::ostream out(out_is_terminal && !is_utf8 ? &ascii : standard_output);
  eigenlake::ProcessContext process{.in = std::cin,
                                    .out = out,
                                    .err = std::cerr,
                                    .environment = std::move(variables),
                                    .in_is_terminal = isatty(STDIN_FILENO) != 0,
                                    .out_is_terminal = out_is_terminal,
                                    .err_is_terminal = isatty(STDERR_FILENO) != 0,
                                    .terminal_width = width,
                                    .is_utf8 = is_utf8,
                                    .has_colour = colours,
                                    .configuration = {.folder = ".", .user = geteuid()}};
  const eigenlake::ExitCode code = eigenlake::run_command_line(arguments, process);
  // Nothing is left to do: skip the destructors of large libraries.
  out << std::flush;
  std::cerr << std::flush;
  _exit(static_cast<int>(code));
}
