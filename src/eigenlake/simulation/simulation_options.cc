#include "eigenlake/simulation/simulation_options.h"

#include <algorithm>
#include <numbers>

#include "eigenlake/base/number_parsing.h"

namespace eigenlake {
namespace {

constexpr double kMaxPenalty = 1e6;  // Above it, nothing of the energy is left in the digits of the sum.
constexpr double kMaxJitter = 2.0 * std::numbers::pi;

}  // namespace

int default_ansatz_reps(AnsatzKind ansatz) {
  return ansatz == AnsatzKind::kUccsd ? 1 : 2;
}

InitStrategy default_init_strategy(AnsatzKind ansatz) {
  return ansatz == AnsatzKind::kUccsd ? InitStrategy::kMp2 : InitStrategy::kHf;
}

double default_jitter(AnsatzKind ansatz, InitStrategy strategy) {
  return ansatz != AnsatzKind::kUccsd && strategy == InitStrategy::kHf ? kDefaultJitter : 0.0;
}

int default_restarts(AnsatzKind ansatz, int num_parameters) {
  if (ansatz == AnsatzKind::kUccsd) return 1;
  if (num_parameters <= 32) return 16;
  if (num_parameters <= 96) return 5;
  return ansatz == AnsatzKind::kExcitationPreserving && num_parameters <= 300 ? 2 : 1;
}

int default_max_iterations(OptimizerKind optimizer, int num_parameters) {
  constexpr int kUsual = 1000, kPerParameter = 200, kMost = 5000;
  return uses_gradient(optimizer) ? kUsual : std::clamp(kPerParameter * num_parameters, kUsual, kMost);
}

Result<> validate(const SimulationOptions& options) {
  const bool uccsd = options.ansatz == AnsatzKind::kUccsd;
  if (options.init_strategy == InitStrategy::kMp2 && !uccsd)
    return fail(ErrorKind::kUsage, "expected the start hf or random with {}, found mp2, which only UCCSD has",
                name_of(options.ansatz));
  if (!(options.jitter <= kMaxJitter))
    return fail(ErrorKind::kUsage, "expected a jitter of at most 2π radian, a whole turn, found {}",
                options.jitter);
  if (!(options.penalty <= kMaxPenalty))
    return fail(ErrorKind::kUsage, "expected a penalty of at most {} hartree, found {}", kMaxPenalty,
                options.penalty);
  if (options.scf == ScfMethod::kUhf)
    return fail(ErrorKind::kUsage,
                "expected RHF or ROHF orbitals for a simulation, found uhf, which is for the command scf");
  if (uccsd && options.ansatz_reps != 1)
    return fail(ErrorKind::kUsage, "expected 1 repetition with UCCSD, found {}", options.ansatz_reps);
  if (uccsd && options.penalty != 0.0)
    return fail(ErrorKind::kUsage,
                "expected no penalty with UCCSD, which never leaves the electron sector, found {}",
                options.penalty);
  return {};
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
    return fail(ErrorKind::kUsage, "expected ELECTRONS,ORBITALS such as 4,4, found '{}'", text);
  return space;
}

}  // namespace eigenlake
