// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Figures.

inline constexpr Option<bool> kMp2("mp2", "Add mp2_total_energy", {.flag_only = true, .basic = true});
inline constexpr Option<bool> kFci("fci", "Add fci_total_energy, up to --fci-limit determinants",
                                   {.flag_only = true, .basic = true});
inline constexpr Option<bool> kJordanWigner(
    "jordan-wigner", "Add the number of Pauli terms, their one-norm and the identity's coefficient",
    {.flag_only = true});
inline constexpr Option<std::string> kFcidump(
    "fcidump", "FILE", "Write the integrals over the active orbitals to this file, in the FCIDUMP format",
    {.flag_only = true, .basic = true});
inline constexpr Option<std::string> kMolden("molden", "FILE",
                                             "Write the orbitals to this file, in the Molden format",
                                             {.flag_only = true});

inline constexpr const Setting* kFiguresOptions[] = {&kMp2, &kFci, &kJordanWigner, &kFcidump, &kMolden};

}  // namespace eigenlake::option
