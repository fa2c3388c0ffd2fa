#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"

namespace eigenlake {

/// How far the iteration is.
struct FciProgress {
  int round = 0;          ///< Finished rounds of Davidson's method; 0 where the first guesses are made.
  int products = 0;       ///< Products with the Hamiltonian, the one that begins included.
  double residual = 0.0;  ///< Of the lowest state after the last round; 0 before the first.
};

struct FciOptions {
  uint64_t max_determinants = 1'000'000;
  /// Only states of this 2S + 1; none: the lowest of the (alpha, beta) block.
  std::optional<int> multiplicity = std::nullopt;
  double residual_threshold = 1e-8;  ///< Norm of H c − E c; the energy's error is about its square.
  int max_iterations = 200;
  ThreadPool* pool = nullptr;  ///< Null: one thread. The bits do not depend on it.
  StopRequest stop = {};       ///< Asked some thousand times in a product of many determinants.
  /// Called from the caller's thread before each product; may be empty.
  std::function<void(const FciProgress&)> on_progress = {};
};

/// C(num_orbitals, num_alpha) · C(num_orbitals, num_beta); the largest uint64_t where that overflows.
uint64_t num_determinants(int num_orbitals, int num_alpha, int num_beta);
uint64_t num_determinants(const MolecularHamiltonian& hamiltonian);

/// True where num_determinants overflows: more than 10^19.
bool are_uncountable(uint64_t determinants);
/// For people: "400", "more than 10^19".
std::string determinants_text(uint64_t determinants);

/// Bytes that lowest_energy holds at its peak besides two copies of the Hamiltonian: Davidson's vectors and
/// products at a restart, the tables of strings, and a panel for each thread. Never an overflow.
double fci_memory_bytes(int num_orbitals, int num_alpha, int num_beta, int num_threads);

/// Total energy (nuclear repulsion and frozen electrons included) of the lowest state in the space of all
/// determinants with the Hamiltonian's numbers of alpha and beta electrons.
///
/// Without a multiplicity this is the variational bound of every state in that block. With one it is the
/// lowest state of that spin: the reference energy that is called FCI.
///
/// Errors: kResourceLimit  more than max_determinants (says how many).
///         kUnsupported    more than 64 orbitals.
///         kInvalidInput   a multiplicity that the block does not hold.
///         kNotConverged   says the last energy and residual.
///         kInterrupted    a stop was requested.
/// Cost:   memory as fci_memory_bytes says.
/// Source: Davidson, J. Comput. Phys. 17, 87 (1975); Knowles & Handy, Chem. Phys. Lett. 111, 315 (1984).
Result<double> lowest_energy(const MolecularHamiltonian& hamiltonian, const FciOptions& options = {});

}  // namespace eigenlake
