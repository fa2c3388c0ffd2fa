// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/ansatz.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/base/named_enum.h"

namespace eigenlake {
namespace {

constexpr NamedEnum<AnsatzKind, kAnsatzKinds.size()> kNames{
    .what = "ansatz", .names = {"UCCSD", "EfficientSU2", "RealAmplitudes", "ExcitationPreserving"}};

}  // namespace

std::string_view name_of(AnsatzKind kind) {
  return kNames.name_of(kind);
}

std::span<const std::string_view> ansatz_names() {
  return kNames.names;
}

Result<AnsatzKind> parse_ansatz(std::string_view text) {
  return kNames.parse(text);
}

std::span<const FermionicExcitation> Ansatz::excitations() const {
  EIGENLAKE_ASSERT(space() != StateSpace::kSector);
  return {};
}

int AnsatzFamily::default_restarts(double num_parameters) const {
  constexpr double kFew = 32, kSome = 96;
  if (num_parameters <= kFew) return 16;
  return num_parameters <= kSome ? 5 : 1;
}

}  // namespace eigenlake
