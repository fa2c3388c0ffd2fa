#include "eigenlake/vqe/initial_parameters.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>
#include <string>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/nearest_name.h"
#include "eigenlake/base/random.h"

namespace eigenlake {
namespace {

constexpr std::array<std::string_view, 3> kNames{"mp2", "hf", "random"};

double amplitude_of(const UccsdAmplitude& which, const UccsdAnsatz& ansatz, const Mp2Amplitudes& t) {
  using Spin = UccsdAmplitude::Spin;
  const int i = which.i, j = which.j;
  const auto alpha = [&](int orbital) { return orbital - ansatz.num_alpha(); };
  const auto beta = [&](int orbital) { return orbital - ansatz.num_beta(); };
  switch (which.spin) {
    case Spin::kBoth:
      return j < 0 ? t.t_a(i, alpha(which.a)) : t.ab(i, j, alpha(which.a), beta(which.b));
    case Spin::kAlpha:
      return t.t_a(i, alpha(which.a));
    case Spin::kBeta:
      return t.t_b(i, beta(which.a));
    case Spin::kAlphaAlpha:
      return t.aa(i, j, alpha(which.a), alpha(which.b));
    case Spin::kAlphaBeta:
      return t.ab(i, j, alpha(which.a), beta(which.b));
    case Spin::kBetaBeta:
      return t.bb(i, j, beta(which.a), beta(which.b));
  }
  EIGENLAKE_ASSERT(false);
}

}  // namespace

std::string_view name_of(InitStrategy strategy) {
  return kNames[static_cast<size_t>(strategy)];
}

Result<InitStrategy> parse_init_strategy(std::string_view name) {
  std::string wanted(name);
  std::ranges::transform(wanted, wanted.begin(), [](unsigned char c) { return std::tolower(c); });
  std::ranges::replace(wanted, '_', '-');
  for (size_t k = 0; k < kNames.size(); ++k)
    if (wanted == kNames[k]) return static_cast<InitStrategy>(k);
  if (wanted == "hartree-fock") return InitStrategy::kHf;
  return fail(ErrorKind::kUsage,
              "expected a start strategy, one of mp2, hf and random; found '{}'; did you mean {}?", name,
              nearest_name(name, kNames));
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

std::vector<double> mp2_parameters(const UccsdAnsatz& ansatz, const Mp2Amplitudes& amplitudes) {
  EIGENLAKE_ASSERT(amplitudes.num_occupied_alpha == ansatz.num_alpha());
  EIGENLAKE_ASSERT(amplitudes.num_occupied_beta == ansatz.num_beta());
  EIGENLAKE_ASSERT(amplitudes.num_virtual_alpha == ansatz.num_orbitals() - ansatz.num_alpha());
  std::vector<double> parameters;
  parameters.reserve(ansatz.amplitudes().size());
  for (const UccsdAmplitude& amplitude : ansatz.amplitudes())
    parameters.push_back(0.5 * std::atan(2.0 * amplitude_of(amplitude, ansatz, amplitudes)));
  return parameters;
}

std::vector<double> restart_parameters(std::span<const double> base, double jitter, uint64_t seed,
                                       int restart) {
  EIGENLAKE_ASSERT(restart >= 0);
  const double width = restart == 0 ? jitter : std::max(jitter, kMinRestartJitter);
  return jittered(base, width, derived_seed(seed, static_cast<uint64_t>(restart)));
}

}  // namespace eigenlake
