// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/initial_parameters.h"

#include <algorithm>
#include <numbers>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/named_enum.h"
#include "eigenlake/base/random.h"

namespace eigenlake {
namespace {

constexpr NameAlias kAliases[] = {{"hartree-fock", static_cast<size_t>(InitStrategy::kHf)}};
constexpr NamedEnum<InitStrategy, 3> kNames{
    .what = "start of the search", .names = {"mp2", "hf", "random"}, .aliases = kAliases};

}  // namespace

std::string_view name_of(InitStrategy strategy) {
  return kNames.name_of(strategy);
}

Result<InitStrategy> parse_init_strategy(std::string_view name) {
  return kNames.parse(name);
}

std::span<const std::string_view> init_strategy_names() {
  return kNames.names;
}

std::vector<double> jittered(std::span<const double> start, double jitter, uint64_t seed) {
  std::vector<double> parameters(start.begin(), start.end());
  if (jitter == 0.0) return parameters;
  Random random(seed);
  for (double& parameter : parameters) parameter += random.uniform(-jitter, jitter);
  return parameters;
}

std::vector<double> random_parameters(int num_parameters, uint64_t seed) {
  std::vector<double> parameters(static_cast<size_t>(num_parameters));
  Random random(seed);
  for (double& parameter : parameters) parameter = random.uniform(0.0, 2.0 * std::numbers::pi);
  return parameters;
}

std::vector<double> restart_parameters(std::span<const double> base, double jitter, uint64_t seed,
                                       int restart) {
  EIGENLAKE_ASSERT(restart >= 0);
  const double width = restart == 0 ? jitter : std::max(jitter, kMinRestartJitter);
  return jittered(base, width, derived_seed(seed, static_cast<uint64_t>(restart)));
}

}  // namespace eigenlake
