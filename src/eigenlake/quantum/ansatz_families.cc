// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/ansatz_families.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/efficient_su2.h"
#include "eigenlake/quantum/excitation_preserving.h"
#include "eigenlake/quantum/real_amplitudes.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {

const AnsatzFamily& family_of(AnsatzKind kind) {
  switch (kind) {
    case AnsatzKind::kUccsd:
      return uccsd_family();
    case AnsatzKind::kEfficientSu2:
      return efficient_su2_family();
    case AnsatzKind::kRealAmplitudes:
      return real_amplitudes_family();
    case AnsatzKind::kExcitationPreserving:
      return excitation_preserving_family();
  }
  EIGENLAKE_ASSERT(false);
}

std::unique_ptr<Ansatz> make_ansatz(AnsatzKind kind, const OrbitalSpace& orbitals, int repetitions) {
  return family_of(kind).make(orbitals, repetitions);
}

}  // namespace eigenlake
