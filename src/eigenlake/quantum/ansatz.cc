#include "eigenlake/quantum/ansatz.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace eigenlake {
namespace {

std::string fold(std::string_view text) {
  std::string folded;
  for (const char c : text)
    if (c != '-' && c != '_') folded += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return folded;
}

/// Levenshtein's distance.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view name_of(AnsatzKind kind) {
  switch (kind) {
    case AnsatzKind::kUccsd:
      return "UCCSD";
    case AnsatzKind::kEfficientSu2:
      return "EfficientSU2";
    case AnsatzKind::kRealAmplitudes:
      return "RealAmplitudes";
    case AnsatzKind::kExcitationPreserving:
      return "ExcitationPreserving";
  }
  __builtin_unreachable();
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
