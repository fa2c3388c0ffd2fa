// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lease_holder.h"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

namespace eigenlake {
namespace {

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

std::string process_space() {
  std::string boot;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), boot);
  std::error_code error;
  const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", error);
  return boot.empty() || error ? std::string() : boot + " " + space.string();
}

}  // namespace

LeaseHolder LeaseHolder::ours() {
  return {.host = host_name(), .space = process_space(), .pid = ::getpid()};
}

LeaseHolder LeaseHolder::of(const Json& document) {
  LeaseHolder holder;
  if (!document.is_object()) return holder;
  try {
    holder.host = document.value("host", holder.host);
    holder.space = document.value("space", holder.space);
    holder.pid = document.value("pid", holder.pid);
  } catch (const Json::exception&) {
    return {};
  }
  return holder;
}

Json LeaseHolder::to_json() const {
  return {{"host", host}, {"space", space}, {"pid", pid}};
}

std::string LeaseHolder::to_string() const {
  return fmt::format("process {} on {}", pid, host);
}

bool LeaseHolder::is_gone() const {
  const bool is_visible = !space.empty() && space == process_space() && pid > 0;
  return is_visible && ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

std::string lease_text(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace eigenlake
