// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// Rejects records that decode but contradict themselves, so that their rows would have no key, the same key
/// or useless numbers:
///
/// - names: basis_set, backend, optimizer, units or a symbol empty or blank;
/// - keys: no iterations, an iteration number below 1 or twice;
/// - lengths: initial parameters or those of the first iteration other than num_parameters, fewer in a later
///   one (an ansatz may grow), optimal parameters other than in the longest iteration; a term's label other
///   than num_qubits letters I, X, Y, Z; other than one position of three coordinates per symbol, other than
///   one mass per symbol;
/// - numbers that are not finite: energies and their deviations, parameters, coefficients, coordinates,
///   masses, times.
///
/// Iterations may have any order: their number is their key. Optional figures of the optimizer (maxcv,
/// parameter_delta_norm) may have any value.
///
/// Errors: kCorrupt, naming the field, with the expected and the found value.
/// Cost:   one pass over the record's numbers.
Result<> check_structure(const RunRecord& record);

}  // namespace eigenlake
