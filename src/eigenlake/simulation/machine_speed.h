// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/quantum/ansatz.h"

namespace eigenlake {

/// Seconds for one operation of each step on one thread of this machine, in the units of run_work.h.
struct MachineSpeed {
  double scf_overhead = 0.0;  ///< Seconds of an SCF of 7 functions beyond integrals and Fock matrices.
  double integral = 0.0;
  double fock = 0.0;
  double transformation = 0.0;
  double mapping = 0.0;
  double product = 0.0;           ///< Of the evaluator of the ansatz: H|ψ⟩.
  double circuit = 0.0;           ///< Likewise: one sweep.
  double circuit_gradient = 0.0;  ///< Likewise: what a gradient adds for each operation of a sweep.
  double reference = 0.0;
  double reference_guess = 0.0;  ///< For each element of the cube.
};

/// Times each step on a small molecule, with the evaluator of the ansatz.
///
/// Errors: kNotFound if the basis sets are missing.
/// Cost:   about a tenth of a second.
Result<MachineSpeed> measure_speed(AnsatzKind ansatz);

}  // namespace eigenlake
