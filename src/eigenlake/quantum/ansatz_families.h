// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

const AnsatzFamily& family_of(AnsatzKind kind);

std::unique_ptr<Ansatz> make_ansatz(AnsatzKind kind, const OrbitalSpace& orbitals, int repetitions);

}  // namespace eigenlake
