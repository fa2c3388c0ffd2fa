// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

enum class InitStrategy {
  kMp2,     ///< First-order amplitudes (UCCSD only).
  kHf,      ///< The Hartree–Fock determinant in closed form.
  kRandom,  ///< Uniform in [0, 2π).
};
std::string_view name_of(InitStrategy strategy);  ///< mp2, hf, random

/// Accepts any letter case and the alias `hartree-fock`.
///
/// Errors: kUsage  names the nearest known strategy.
Result<InitStrategy> parse_init_strategy(std::string_view name);
std::span<const std::string_view> init_strategy_names();  ///< In the order of the strategies.

/// Half width in radian of the seeded jitter on a Hartree–Fock start of a hardware-efficient ansatz, where
/// zero is often a saddle. UCCSD needs none: its doubles have a gradient there.
inline constexpr double kDefaultJitter = 1e-2;

/// The least half width of the jitter of UCCSD's restarts after the first, which would otherwise repeat a
/// closed-form start.
inline constexpr double kMinRestartJitter = 1e-1;

/// `start` plus a number uniform in [−jitter, jitter) for each parameter, drawn from `seed` in order.
/// A jitter of 0 returns `start` unchanged.
std::vector<double> jittered(std::span<const double> start, double jitter, uint64_t seed);

/// Uniform in [0, 2π), drawn from `seed` in order.
std::vector<double> random_parameters(int num_parameters, uint64_t seed);

/// The start of restart k around `base` (closed-form or MP2): restart 0 has `jitter`, later ones at least
/// kMinRestartJitter, with the seed derived_seed(seed, k).
std::vector<double> restart_parameters(std::span<const double> base, double jitter, uint64_t seed,
                                       int restart);

}  // namespace eigenlake
