#pragma once

#include <array>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

enum class AnsatzKind { kUccsd, kEfficientSu2, kRealAmplitudes, kExcitationPreserving };

inline constexpr std::array kAnsatzKinds = {AnsatzKind::kUccsd, AnsatzKind::kEfficientSu2,
                                            AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving};

std::string_view name_of(AnsatzKind kind);  ///< "UCCSD", "EfficientSU2", …: as the record carries it.

/// Ignores case, hyphens and underscores.
/// Errors: kUsage, naming the nearest known ansatz.
Result<AnsatzKind> parse_ansatz(std::string_view text);

}  // namespace eigenlake
