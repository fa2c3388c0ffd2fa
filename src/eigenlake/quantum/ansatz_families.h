#pragma once

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

// One function for each kind, in a file of its own: uccsd_family.cc, efficient_su2.cc and so on.
const AnsatzFamily& uccsd_family();
const AnsatzFamily& efficient_su2_family();
const AnsatzFamily& real_amplitudes_family();
const AnsatzFamily& excitation_preserving_family();

const AnsatzFamily& family_of(AnsatzKind kind);

/// Of that kind, for these orbitals.
std::unique_ptr<Ansatz> make_ansatz(AnsatzKind kind, const OrbitalSpace& orbitals, int repetitions);

}  // namespace eigenlake
