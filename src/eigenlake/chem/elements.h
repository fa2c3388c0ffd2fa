// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace eigenlake {

inline constexpr int kMaxAtomicNumber = 118;

/// Atomic number of an element symbol in any letter case ("he", "HE" and "He" are 2); none if unknown.
std::optional<int> atomic_number_of(std::string_view symbol);

/// Requires: 1 <= atomic_number <= kMaxAtomicNumber.
std::string_view element_symbol(int atomic_number);

/// Standard atomic weight of an element in unified atomic mass units, the conventional value where the
/// standard is an interval; the mass of the longest-lived nuclide where an element has no stable one.
/// Requires: 1 <= atomic_number <= kMaxAtomicNumber.
double standard_atomic_weight(int atomic_number);

/// Covalent radius in angstrom, of carbon that of sp3 and of Mn, Fe and Co that of low spin; none for
/// elements above curium.
///
/// Requires: 1 <= atomic_number <= kMaxAtomicNumber.
/// Source:   Cordero et al., "Covalent radii revisited", Dalton Trans. 2008, 2832, table 2.
std::optional<double> covalent_radius_angstrom(int atomic_number);

inline constexpr double kDeuteriumMass = 2.014101777844;  ///< Unified atomic mass units, AME2020.
inline constexpr double kTritiumMass = 3.01604928132;     ///< Unified atomic mass units, AME2020.

/// The known symbol with the smallest edit distance to `symbol`, for error messages.
std::string_view nearest_element_symbol(std::string_view symbol);

/// Number of doubly occupied orbitals that chemistry counts as core: those of the previous noble gas, with
/// filled d and f shells of the previous period added from the p block on.
int num_core_orbitals(int atomic_number);

}  // namespace eigenlake
