// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/electron_moments.h"
#include "eigenlake/quantum/estimator.h"
#include "eigenlake/quantum/pauli.h"

namespace eigenlake {

enum class BackendKind { kExact };

struct BackendTraits {
  bool exact_energies = false;
  bool gradient = false;
  bool state = false;  ///< Its estimators have an inspector.
  bool shots = false;
  bool noise = false;
};

/// A molecule in both forms that a backend may use. All of it outlives the estimator.
struct BoundMolecule {
  const MolecularHamiltonian& hamiltonian;
  const PauliSum& qubit_hamiltonian;
  PenaltyOptions penalty = {};
  ThreadPool& pool;
};

/// Evaluates energies of an ansatz.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual BackendKind kind() const = 0;
  virtual std::string_view name() const = 0;   ///< The record's field backend.
  virtual std::string_view noise() const = 0;  ///< The record's field noise_backend.
  virtual BackendTraits traits() const = 0;

  /// The name of the evaluator for that space: the record's diagnostic `engine`.
  virtual std::string_view engine(StateSpace space) const = 0;
  /// Bytes that an estimator of this size allocates, for a check before it is bound. Never an overflow.
  virtual double memory_bytes(const AnsatzFamily& family, const OrbitalSpace& orbitals,
                              double num_parameters) const = 0;
  /// Errors: kResourceLimit for more memory than available; kUnsupported for an ansatz that the backend
  ///         cannot evaluate.
  virtual Result<std::unique_ptr<Estimator>> bind(const Ansatz& ansatz,
                                                  const BoundMolecule& molecule) const = 0;
};

}  // namespace eigenlake
