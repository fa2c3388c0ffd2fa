// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/invocation/interrupt.h"

#include <csignal>
#include <string_view>

#include <unistd.h>

namespace eigenlake {
namespace {

volatile std::sig_atomic_t interrupt_flag = 0;
struct sigaction previous_interrupt;
struct sigaction previous_terminate;

constexpr std::string_view kNotice = "\ninterrupted: ending cleanly; interrupt again to end at once\n";

void set_flag(int) {
  interrupt_flag = 1;
  // write() and isatty() may be called in a signal handler; a stream may not.
  if (isatty(STDERR_FILENO) != 0) [[maybe_unused]]
    const auto ignored = write(STDERR_FILENO, kNotice.data(), kNotice.size());
}

}  // namespace

InterruptScope::InterruptScope() {
  interrupt_flag = 0;
  struct sigaction action = {};
  action.sa_handler = set_flag;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, &previous_interrupt);
  sigaction(SIGTERM, &action, &previous_terminate);
}

InterruptScope::~InterruptScope() {
  sigaction(SIGINT, &previous_interrupt, nullptr);
  sigaction(SIGTERM, &previous_terminate, nullptr);
}

bool InterruptScope::requested() {
  return interrupt_flag != 0;
}

}  // namespace eigenlake
