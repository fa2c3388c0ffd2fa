// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/scf_options.h"
#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/backend.h"
#include "eigenlake/vqe/initial_parameters.h"
#include "eigenlake/vqe/vqe_loop.h"

namespace eigenlake {

/// Value of the identity's key `search` for runs whose minima are checked to second order.
inline constexpr int kSecondOrderSearch = 2;

/// Everything that defines an experiment beyond its molecule. experiment_fields.h has one entry for each
/// member: how it is set, shown and checked, and whether it is part of the identity.
struct ExperimentSpec {
  std::string basis = "sto3g";       ///< Any accepted spelling; for molecules whose file names none.
  ScfMethod scf = ScfMethod::kAuto;  ///< kAuto has the identity of the method that it resolves to.
  ActiveSpaceOptions active_space;
  uint64_t fci_limit = 1'000'000;  ///< Determinants up to which the FCI reference is computed; 0: never.
  std::string mapping = "jordan_wigner";
  BackendKind backend = BackendKind::kExact;
  AnsatzKind ansatz = AnsatzKind::kUccsd;
  int ansatz_reps = 1;
  InitStrategy init_strategy = InitStrategy::kMp2;
  int32_t seed = 0;
  double jitter = 0.0;   ///< Radian; see default_jitter.
  VqeOptions vqe;        ///< max_iterations 0: default_max_iterations.
  double penalty = 0.0;  ///< Hartree; full state vector only.
  int restarts = 1;      ///< 0: as the ansatz's family says.
  /// Id of the experiment whose optimal parameters are the first start, if their energy is lower than that of
  /// the start by init_strategy; empty: none.
  std::string follow;
};

/// The defaults that depend on the ansatz.
InitStrategy default_init_strategy(AnsatzKind ansatz);
double default_jitter(AnsatzKind ansatz, InitStrategy strategy);

/// 1000; for optimizers without gradients up to 5000, depending on the number of parameters.
int default_max_iterations(OptimizerKind optimizer, int num_parameters);

/// Sets the ansatz and the defaults that depend on it.
void choose_ansatz(ExperimentSpec& spec, AnsatzKind ansatz);

/// Checks combinations of values.
///
/// Errors: kUsage  a start that the ansatz does not have; UHF orbitals; a jitter above 2π or a penalty above
///                 1e6; a penalty or repetitions that the ansatz does not have.
Result<> validate(const ExperimentSpec& spec);

/// "8,6" → 8 electrons in 6 orbitals. Errors: kUsage.
Result<ActiveSpace> parse_active_space(std::string_view text);

}  // namespace eigenlake
