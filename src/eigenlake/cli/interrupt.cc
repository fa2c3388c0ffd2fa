#include "eigenlake/cli/interrupt.h"

#include <csignal>

namespace eigenlake {
namespace {

volatile std::sig_atomic_t interrupt_flag = 0;
struct sigaction previous_interrupt;
struct sigaction previous_terminate;

void set_flag(int) {
  interrupt_flag = 1;
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
