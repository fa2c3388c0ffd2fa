// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "eigenlake/simulation/run_size.h"

namespace eigenlake {

/// Peak bytes of each phase of a run, beyond those of the program itself. The run's peak is that of the
/// largest phase. m orbitals, n functions, d determinants.
struct MemoryEstimate {
  double integrals = 0.0;       ///< n⁴/8 integrals, the integral library's tables, Fock and Davidson vectors.
  double transformation = 0.0;  ///< The integrals, n² m²/4 half-transformed ones, m⁴ of them; MP2.
  double mapping = 0.0;         ///< m⁴ integrals, and Pauli terms before equal ones are merged.
  double minimization = 0.0;    ///< Integrals, Pauli terms, an evaluator for each restart, the iterations.
  double reference = 0.0;       ///< Two copies of the integrals, Pauli terms, iterations, vectors of FCI.
  double record = 0.0;          ///< The results and their record.
  double storing = 0.0;         ///< The record and its encoding.
  double tables = 0.0;          ///< Only of the command run: the rows of the record.

  double peak() const;
  /// The same without the exact reference, which is left out if it does not fit.
  double peak_without_reference() const;
};

/// Without `tables`, see tables_memory.
MemoryEstimate estimate_memory(const RunSize& size, int num_threads);

/// For the tables of a record: what Arrow and the Parquet writers hold, and a part for each row.
double tables_memory(const RunSize& size);

/// All memory of the process at that peak, in bytes; the largest uint64_t on overflow. The program itself
/// counts with what it holds at the call.
uint64_t process_memory_bytes(const MemoryEstimate& estimate);

}  // namespace eigenlake
