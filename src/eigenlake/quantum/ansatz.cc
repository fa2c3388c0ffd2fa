#include "eigenlake/quantum/ansatz.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "eigenlake/base/nearest_name.h"

namespace eigenlake {
namespace {

std::string fold(std::string_view text) {
  std::string folded;
  for (const char c : text)
    if (c != '-' && c != '_') folded += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return folded;
}

}  // namespace

std::string_view name_of(AnsatzKind kind) {
  static constexpr std::array<std::string_view, 4> kNames = {"UCCSD", "EfficientSU2", "RealAmplitudes",
                                                             "ExcitationPreserving"};
  return kNames.at(static_cast<size_t>(kind));
}

Result<AnsatzKind> parse_ansatz(std::string_view text) {
  const std::string wanted = fold(text);
  const auto distance = [&](AnsatzKind kind) { return edit_distance(wanted, fold(name_of(kind))); };
  const AnsatzKind nearest = *std::ranges::min_element(kAnsatzKinds, {}, distance);
  if (distance(nearest) == 0) return nearest;
  return fail(
      ErrorKind::kUsage,
      "expected an ansatz (UCCSD, EfficientSU2, RealAmplitudes or ExcitationPreserving), found '{}'; the "
      "nearest is {}",
      text, name_of(nearest));
}

}  // namespace eigenlake
