// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/experiment_spec.h"

#include <algorithm>
#include <numbers>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/backends.h"

namespace eigenlake {
namespace {

constexpr double kMaxPenalty = 1e6;  // A larger one leaves no digits for the energy.
constexpr double kMaxJitter = 2.0 * std::numbers::pi;

/// Errors: kUsage for what the ansatz does not have.
Result<> check_ansatz(const ExperimentSpec& spec) {
  const AnsatzFamily& family = family_of(spec.ansatz);
  if (spec.init_strategy == InitStrategy::kMp2 && !family.has_mp2_start())
    return fail(ErrorKind::kUsage, "the start mp2 requires UCCSD; {} takes hf or random",
                name_of(spec.ansatz));
  if (!family.has_repetitions() && spec.ansatz_reps != 1)
    return fail(ErrorKind::kUsage, "repetitions of {} must be 1, got {}", name_of(spec.ansatz),
                spec.ansatz_reps);
  if (family.space() == StateSpace::kSector && spec.penalty != 0.0)
    return fail(ErrorKind::kUsage,
                "penalty must be 0 with {}, which never leaves the electron sector, got {}",
                name_of(spec.ansatz), spec.penalty);
  return {};
}

}  // namespace

InitStrategy default_init_strategy(AnsatzKind ansatz) {
  return family_of(ansatz).has_mp2_start() ? InitStrategy::kMp2 : InitStrategy::kHf;
}

double default_jitter(AnsatzKind ansatz, InitStrategy strategy) {
  const bool is_saddle = family_of(ansatz).space() == StateSpace::kQubits && strategy == InitStrategy::kHf;
  return is_saddle ? kDefaultJitter : 0.0;
}

int default_max_iterations(OptimizerKind optimizer, int num_parameters) {
  constexpr int kUsual = 1000, kPerParameter = 200, kMost = 5000;
  return uses_gradient(optimizer) ? kUsual : std::clamp(kPerParameter * num_parameters, kUsual, kMost);
}

void choose_ansatz(ExperimentSpec& spec, AnsatzKind ansatz) {
  spec.ansatz = ansatz;
  spec.ansatz_reps = family_of(ansatz).default_repetitions();
  spec.init_strategy = default_init_strategy(ansatz);
  spec.jitter = default_jitter(ansatz, spec.init_strategy);
}

Result<> validate(const ExperimentSpec& spec) {
  if (!(spec.jitter <= kMaxJitter))
    return fail(ErrorKind::kUsage, "jitter must be at most 2π radian, got {}", spec.jitter);
  if (!(spec.penalty <= kMaxPenalty))
    return fail(ErrorKind::kUsage, "penalty must be at most {} hartree, got {}", kMaxPenalty, spec.penalty);
  if (spec.scf == ScfMethod::kUhf)
    return fail(ErrorKind::kUsage, "a simulation requires RHF or ROHF orbitals; uhf is for the command scf");
  if (uses_gradient(spec.vqe.optimizer) && !backend_of(spec.backend).traits().gradient)
    return fail(ErrorKind::kUsage, "{} requires gradients, which the backend {} does not have",
                name_of(spec.vqe.optimizer), backend_of(spec.backend).name());
  if (!backend_of(spec.backend).traits().state)
    return fail(ErrorKind::kUnsupported,
                "the backend {} has no state, from which a record takes its numbers of electrons",
                backend_of(spec.backend).name());
  return check_ansatz(spec);
}

Result<ActiveSpace> parse_active_space(std::string_view text) {
  ActiveSpace space;
  const size_t comma = text.find(',');
  const auto parse = [](std::string_view part, int& value) {
    value = parse_number<int>(part).value_or(0);
    return value > 0;
  };
  if (comma == std::string_view::npos || !parse(text.substr(0, comma), space.electrons) ||
      !parse(text.substr(comma + 1), space.orbitals))
    return fail(ErrorKind::kUsage, "active space must be ELECTRONS,ORBITALS such as 4,4, got '{}'", text);
  return space;
}

}  // namespace eigenlake
