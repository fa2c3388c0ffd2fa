// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/memory_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/eri_tensor.h"
#include "eigenlake/determinants/fci.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/backends.h"
#include "eigenlake/quantum/jordan_wigner.h"
#include "eigenlake/vqe/vqe_result.h"

namespace eigenlake {
namespace {

constexpr double kDouble = sizeof(double);

double pairs_of(double count) {
  return count * (count + 1) / 2;
}

double stored_integrals(const RunSize& size) {
  return double(EriTensor::size_in_bytes(static_cast<size_t>(size.num_functions)));
}

/// libcint keeps the powers of x, y and z of every quartet of Cartesian components.
double library_tables(int max_angular_momentum) {
  double components = 0.0;
  for (int l = 0; l <= max_angular_momentum; ++l) components += pairs_of(l + 1.0);
  return 3 * sizeof(int) * std::pow(components, 4);
}

/// Matrices over functions: 16 slices of a Fock build, DIIS and the rest; vectors of the stability analysis.
double scf_matrices(const RunSize& size) {
  constexpr double kSlices = 16, kMatrices = 40, kVectors = 64;
  const double n = size.num_functions;
  const double rotations = double(size.num_alpha) * std::max(0, size.num_functions - size.num_alpha);
  return kDouble * (kSlices * 2 * (n * n + pairs_of(n)) + kMatrices * n * n + kVectors * rotations);
}

/// (pq|rs) over orbitals.
double orbital_integrals(const RunSize& size) {
  return kDouble * std::pow(size.num_orbitals, 4);
}

/// Amplitudes of both spins and of their pairs.
double mp2_amplitudes(const RunSize& size) {
  const double alpha = double(size.num_alpha) * (size.num_orbitals - size.num_alpha);
  const double beta = double(size.num_beta) * (size.num_orbitals - size.num_beta);
  return kDouble * (alpha * alpha + beta * beta + alpha * beta);
}

double transformation_scratch(const RunSize& size, int num_threads) {
  constexpr double kRowsPerTask = 32;
  const double ao_pairs = pairs_of(size.num_functions), mo_pairs = pairs_of(size.num_orbitals);
  const double half = kDouble * (ao_pairs + mo_pairs) * mo_pairs;
  const double rows = kDouble * num_threads * kRowsPerTask * ao_pairs;
  return std::max(half + rows, 3 * mp2_amplitudes(size));
}

/// After equal strings are merged.
double pauli_terms(const RunSize& size) {
  return size.symmetry * jordan_wigner_size(size.num_orbitals).num_terms;
}

double estimator(const RunSize& size) {
  return backend_of(size.backend).memory_bytes(family_of(size.ansatz), size.orbitals(), size.num_parameters);
}

double optimizer(const RunSize& size) {
  const double p = size.num_parameters;
  return kDouble * (method_of(size.optimizer).keeps_matrices ? 4 * p * p : 25 * p);
}

/// Every evaluation of one restart with its parameters.
double iterations(const RunSize& size) {
  return assumed_evaluations(size) * (kDouble * size.num_parameters + sizeof(VqeIteration));
}

/// A label of more than 15 letters is a separate allocation.
double record_terms(const RunSize& size) {
  constexpr double kBytesOfTerm = 48, kShortLabel = 15;
  const double letters = size.num_qubits();
  return pauli_terms(size) * (kBytesOfTerm + (letters > kShortLabel ? letters + 16 : 0));
}

/// Growing buffers free as much as they hold at the end.
double encoded_record(const RunSize& size) {
  constexpr double kGrowth = 2, kBytesOfTerm = 18;
  return kGrowth * (pauli_terms(size) * (kBytesOfTerm + size.num_qubits()) + iterations(size));
}

}  // namespace

double MemoryEstimate::peak() const {
  return std::max(peak_without_reference(), reference);
}

double MemoryEstimate::peak_without_reference() const {
  return std::max({integrals, transformation, mapping, minimization, record, storing, tables});
}

MemoryEstimate estimate_memory(const RunSize& size, int num_threads) {
  MemoryEstimate estimate;
  const double integrals = stored_integrals(size) + library_tables(size.max_angular_momentum);
  estimate.integrals = integrals + scf_matrices(size);
  estimate.transformation =
      stored_integrals(size) + orbital_integrals(size) + transformation_scratch(size, num_threads);

  const double molecule = orbital_integrals(size) + mp2_amplitudes(size);
  constexpr double kSortBuffer = 0.5;  // a stable sort copies half of its range
  estimate.mapping =
      molecule + (1 + kSortBuffer) * kBytesOfPauliTerm * jordan_wigner_size(size.num_orbitals).num_added;

  const double mapped = molecule + kBytesOfPauliTerm * pauli_terms(size);
  const double results = size.restarts * 2 * iterations(size);  // the vectors grow
  estimate.minimization = mapped + results + size.restarts * (estimator(size) + optimizer(size));
  if (size.has_reference)
    estimate.reference = mapped + orbital_integrals(size) + results +
                         fci_memory_bytes(size.num_orbitals, size.num_alpha, size.num_beta, size.symmetry);
  const double record = record_terms(size) + iterations(size);
  estimate.record = mapped + results + record;
  estimate.storing = 2 * iterations(size) + record + encoded_record(size);
  return estimate;
}

double tables_memory(const RunSize& size) {
  constexpr double kWriters = 16 << 20, kBytesOfRow = 150;
  const double rows = pauli_terms(size) + assumed_evaluations(size) * (1 + size.num_parameters);
  return kWriters + kBytesOfRow * rows;
}

uint64_t process_memory_bytes(const MemoryEstimate& estimate) {
  const double bytes = double(resident_memory_bytes()) + estimate.peak();
  return bytes < 0x1p64 ? static_cast<uint64_t>(bytes) : std::numeric_limits<uint64_t>::max();
}

}  // namespace eigenlake
