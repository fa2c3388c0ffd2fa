// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eigenlake {

inline constexpr double kMillihartreePerHartree = 1e3;

}  // namespace eigenlake
