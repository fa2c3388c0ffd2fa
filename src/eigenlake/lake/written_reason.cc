// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/written_reason.h"

#include <algorithm>
#include <array>

#include <pwd.h>
#include <unistd.h>

#include "eigenlake/json/utf8.h"
#include "eigenlake/lake/lease_holder.h"

namespace eigenlake {

Result<> check_text(std::string_view what, std::string_view text, size_t bytes_max) {
  if (text.size() > bytes_max)
    return fail(ErrorKind::kUsage, "{} must be at most {} bytes, got {}", what, bytes_max, text.size());
  const bool has_control = std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (has_control || !is_valid_utf8(text))
    return fail(ErrorKind::kUsage, "{} must be UTF-8 without control characters", what);
  return {};
}

Result<> check_written_reason(std::string_view reason) {
  return check_text("a reason", reason, 1000);
}

Result<> check_required_reason(std::string_view reason) {
  EIGENLAKE_RETURN_IF_ERROR(check_written_reason(reason));
  if (reason.find_first_not_of(' ') != std::string_view::npos) return {};
  return fail(ErrorKind::kUsage, "a reason must not be blank");
}

std::string caller_name() {
  const ::uid_t user = ::geteuid();
  std::array<char, 16384> buffer{};
  ::passwd entry{};
  ::passwd* found = nullptr;
  const bool is_known = ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found;
  return fmt::format("{}@{}", is_known ? entry.pw_name : std::to_string(user), LeaseHolder::ours().host);
}

}  // namespace eigenlake
