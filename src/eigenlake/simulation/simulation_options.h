#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/chem/scf_options.h"
#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/vqe/initial_parameters.h"
#include "eigenlake/vqe/vqe_loop.h"

namespace eigenlake {

/// Everything that defines a simulation beyond its molecule; all of it enters the experiment's identity, save
/// fci_limit, which adds a reference figure and changes nothing else.
struct SimulationOptions {
  std::string basis = "sto3g";  ///< Canonical spelling; for molecules whose file names none.
  ScfMethod scf = ScfMethod::kAuto;
  ActiveSpaceOptions active_space;
  uint64_t fci_limit = 1'000'000;  ///< Determinants up to which the FCI reference is computed; 0: never.
  AnsatzKind ansatz = AnsatzKind::kUccsd;
  int ansatz_reps = 1;
  InitStrategy init_strategy = InitStrategy::kMp2;
  int32_t seed = 0;
  double jitter = 0.0;   ///< Radian; see default_jitter.
  VqeOptions vqe;        ///< max_iterations 0: default_max_iterations.
  double penalty = 0.0;  ///< Hartree; full state vector only.
  int restarts = 1;      ///< 0: default_restarts.
  /// Id of the experiment whose optimal parameters are the first start where they are lower than that of
  /// init_strategy; empty: none.
  std::string follow;
};

/// The defaults that depend on the ansatz.
int default_ansatz_reps(AnsatzKind ansatz);
InitStrategy default_init_strategy(AnsatzKind ansatz);
double default_jitter(AnsatzKind ansatz, InitStrategy strategy);

/// The defaults that depend on the number of parameters too. A hardware-efficient ansatz has a minimum, not
/// only a saddle, at the Hartree–Fock determinant, so that it takes other starts to get away; where it has
/// many parameters they cost too much.
int default_restarts(AnsatzKind ansatz, int num_parameters);
/// 1000; for COBYLA and Nelder-Mead, which need more the more parameters there are, up to 5000.
int default_max_iterations(OptimizerKind optimizer, int num_parameters);

/// Checks what single values cannot tell.
///
/// Errors: kUsage  MP2 start without UCCSD; UHF orbitals; a jitter above 2π or a penalty above 1e6; a penalty
/// or repetitions with UCCSD, which has
///                 neither.
Result<> validate(const SimulationOptions& options);

/// "8,6" → 8 electrons in 6 orbitals. Errors: kUsage.
Result<ActiveSpace> parse_active_space(std::string_view text);

}  // namespace eigenlake
