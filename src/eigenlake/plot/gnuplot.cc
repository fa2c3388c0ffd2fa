// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/gnuplot.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eigenlake {
namespace {

/// A pipe whose ends close themselves.
class Pipe {
 public:
  Pipe() { is_open_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool is_open() const { return is_open_; }
  int end(size_t which) const { return ends_[which]; }
  void close_end(size_t which) {
    if (ends_[which] >= 0) ::close(ends_[which]);
    ends_[which] = -1;
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
  bool is_open_ = false;
};

/// What a gnuplot of ours may know of the environment: none of its own settings.
std::vector<std::string> environment_of_gnuplot() {
  std::vector<std::string> variables = {"LC_ALL=C.UTF-8"};
  for (const char* name : {"PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "TMPDIR"})
    if (const char* value = std::getenv(name); value != nullptr)
      variables.push_back(std::string(name) + "=" + value);
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// A running program, its three streams in our hands.
class ChildProcess {
 public:
  /// Returns 0 or an error number.
  int start(std::vector<std::string> words) {
    if (!in_.is_open() || !out_.is_open() || !err_.is_open()) return errno;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in_.end(0), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out_.end(1), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err_.end(1), STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::vector<std::string> variables = environment_of_gnuplot();
    const int error = ::posix_spawnp(&pid_, words[0].c_str(), &actions, nullptr, pointers_to(words).data(),
                                     pointers_to(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    in_.close_end(0);
    out_.close_end(1);
    err_.close_end(1);
    return error;
  }

  /// Feeds `input` and reads both streams until they end.
  void exchange(std::string_view input) {
    ::fcntl(in_.end(1), F_SETFL, O_NONBLOCK);
    if (input.empty()) in_.close_end(1);
    while (out_.end(0) >= 0 || err_.end(0) >= 0) {
      std::array<pollfd, 3> ends = {
          {{in_.end(1), POLLOUT, 0}, {out_.end(0), POLLIN, 0}, {err_.end(0), POLLIN, 0}}};
      if (::poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
      if (ends[0].revents != 0) feed(input);
      if (ends[1].revents != 0) read_into(out_, output);
      if (ends[2].revents != 0) read_into(err_, complaint);
    }
  }

  /// The state of waitpid.
  int wait() const {
    int state = 0;
    while (::waitpid(pid_, &state, 0) < 0 && errno == EINTR) {
    }
    return state;
  }

  std::string output;
  std::string complaint;

 private:
  void feed(std::string_view& input) {
    const ssize_t written = ::write(in_.end(1), input.data(), input.size());
    if (written > 0) input.remove_prefix(static_cast<size_t>(written));
    const bool is_broken = written < 0 && errno != EAGAIN && errno != EINTR;
    if (input.empty() || is_broken) in_.close_end(1);
  }

  static void read_into(Pipe& pipe, std::string& text) {
    std::array<char, 65536> buffer;
    const ssize_t count = ::read(pipe.end(0), buffer.data(), buffer.size());
    if (count > 0) text.append(buffer.data(), static_cast<size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) pipe.close_end(0);
  }

  Pipe in_;
  Pipe out_;
  Pipe err_;
  pid_t pid_ = 0;
};

/// gnuplot's message without the line of the script and the mark below it.
std::string last_line_of(const std::string& text) {
  const size_t end = text.find_last_not_of(" \n");
  if (end == std::string::npos) return "no message";
  const size_t begin = text.find_last_of('\n', end);
  const size_t first = begin == std::string::npos ? 0 : begin + 1;
  return text.substr(first, end + 1 - first);
}

Result<std::string> run_program(std::vector<std::string> words, std::string_view input) {
  ChildProcess child;
  const std::string program = words[0];
  const int error = child.start(std::move(words));
  if (error == ENOENT || error == EACCES)
    return fail(ErrorKind::kNotFound,
                "no program {}, which draws plots; 'apt-get install gnuplot-nox' installs it", program);
  if (error != 0) return fail(ErrorKind::kStore, "cannot start {}: {}", program, std::strerror(error));
  child.exchange(input);
  const int state = child.wait();
  if (WIFSIGNALED(state))
    return fail(ErrorKind::kInterrupted, "{} was ended by signal {}", program, WTERMSIG(state));
  if (WEXITSTATUS(state) == 127) return fail(ErrorKind::kNotFound, "cannot run the program {}", program);
  if (WEXITSTATUS(state) != 0)
    return fail(ErrorKind::kInternal, "{} ended with {}: {}", program, WEXITSTATUS(state),
                last_line_of(child.complaint));
  return std::move(child.output);
}

}  // namespace

Result<std::string> run_gnuplot(std::string_view script, const char* program) {
  return run_program({program, "-d", "-"}, script);
}

Result<std::string> gnuplot_version(const char* program) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string line, run_program({program, "--version"}, ""));
  constexpr std::string_view kName = "gnuplot ";
  if (line.starts_with(kName)) line.erase(0, kName.size());
  while (line.ends_with('\n')) line.pop_back();
  return line;
}

}  // namespace eigenlake
