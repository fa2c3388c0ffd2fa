// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/line_interrupt.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

std::atomic<bool> line_interrupted = false;
std::array<int, 2> wake_pipe = {-1, -1};
const char* prompt_after_interrupt = nullptr;

void print_again(const char* text) {
  [[maybe_unused]] const auto ignored = write(STDERR_FILENO, text, std::strlen(text));
}

/// write() may be called in a signal handler; a stream may not.
void note_interrupt(int) {
  const int error = errno;
  line_interrupted = true;
  LineInterrupt::wake();
  if (prompt_after_interrupt != nullptr && isatty(STDERR_FILENO) != 0) {
    print_again("\n");
    print_again(prompt_after_interrupt);
  }
  errno = error;
}

}  // namespace

LineInterrupt::LineInterrupt(const char* prompt) : previous_() {
  line_interrupted = false;
  prompt_after_interrupt = prompt;
  EIGENLAKE_ASSERT(pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  sigaction(SIGINT, &action, &previous_);
}

LineInterrupt::~LineInterrupt() {
  sigaction(SIGINT, &previous_, nullptr);
  for (int& end : wake_pipe) {
    close(end);
    end = -1;
  }
}

bool LineInterrupt::is_requested() {
  return line_interrupted;
}

bool LineInterrupt::take() {
  quiet();
  return line_interrupted.exchange(false);
}

int LineInterrupt::descriptor() {
  return wake_pipe[0];
}

void LineInterrupt::wake() {
  [[maybe_unused]] const auto ignored = write(wake_pipe[1], "", 1);
}

void LineInterrupt::quiet() {
  char byte = 0;
  while (wake_pipe[0] >= 0 && read(wake_pipe[0], &byte, 1) > 0) {
  }
}

}  // namespace eigenlake
