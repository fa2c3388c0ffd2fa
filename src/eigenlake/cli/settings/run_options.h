// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Molecules.

inline constexpr Option<int> kMoleculeIndex("molecule-index", "N",
                                            "Simulate only the molecule at this place of its file, from 0",
                                            {.minimum = 0, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kCharge("charge", "Q",
                                     "Total charge for XYZ files whose comment line gives none (default 0)",
                                     {.in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kMultiplicity(
    "multiplicity", "M",
    "2S + 1 for XYZ files whose comment line gives none (default 1, or 2 for an odd number of electrons)",
    {.minimum = 1, .in_folder = InFolder::kMayBeSet});

inline constexpr const Setting* kMoleculesOptions[] = {&kMoleculeIndex, &kCharge, &kMultiplicity};

// Scan.

inline constexpr Option<std::string> kBond(
    "bond", "I,J FIRST:LAST:NUMBER",
    "Distances of two atoms in angstrom, both ends included; atoms count from 0, and what is bonded to J "
    "moves with it: --bond 0,1 0.5:2.7:23",
    {.flag_only = true, .num_words = 2, .basic = true});
inline constexpr Option<std::string> kAngle(
    "angle", "I,J,K FIRST:LAST:NUMBER", "Angles at the atom J in degrees; K moves with what is bonded to it",
    {.flag_only = true, .num_words = 2, .basic = true});
inline constexpr Option<std::string> kTorsion(
    "torsion", "I,J,K,L FIRST:LAST:NUMBER",
    "Torsions about the line through J and K in degrees; the side of L turns",
    {.flag_only = true, .num_words = 2, .basic = true});
inline constexpr Option<bool> kFrames(
    "frames", "Take the molecules of the file as the points, such as the frames of an XYZ file",
    {.flag_only = true, .basic = true});
inline constexpr Option<bool> kFollow(
    "follow",
    "Start each point from the optimal parameters of the point before; part of the experiment's identity",
    {.flag_only = true});

inline constexpr const Setting* kScanOptions[] = {&kBond, &kAngle, &kTorsion, &kFrames, &kFollow};

// Simulation.

inline constexpr Option<int> kJobs("jobs", "N", "Number of runs at once",
                                   {.default_text = "1", .minimum = 1, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<std::vector<std::string>> kLabel(
    "label", "KEY=VALUE", "Label the experiments, in the table labels; not part of their identity",
    {.flag_only = true});
inline constexpr Option<bool> kStrict("strict", "Exit with 5 when a molecule did not converge",
                                      {.in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kForce(
    "force",
    "Recompute what the lake or the spool has already, and what was deleted; of export: replace an earlier "
    "dataset; of catalog copy: update existing pointers",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kFull("full",
                                    "List every raw object, also those before the last known one of a sink",
                                    {.basic = true, .in_folder = InFolder::kMayBeSet});

inline constexpr Option<std::string> kProgressFile(
    "progress-file", "FILE",
    "Write the progress into this file as lines of JSON, for 'eigenlake watch FILE' and other programs",
    {.flag_only = true});

inline constexpr const Setting* kSimulationOptions[] = {&kJobs,  &kLabel, &kStrict,
                                                        &kForce, &kFull,  &kProgressFile};

// Input.

inline constexpr Option<std::string> kFile("file", "FILE",
                                           "A molecule file, the same as naming it; of sql: a file of "
                                           "statements, which run in one session; - is the standard input",
                                           {.short_name = "-f", .flag_only = true});

inline constexpr const Setting* kInputOptions[] = {&kFile};

// Earlier spellings.

inline constexpr Option<bool> kConvergence("convergence", "Has no effect; thresholds always hold",
                                           {.in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kExact("exact", "Has no effect; energies are always exact",
                                     {.in_folder = InFolder::kMayBeSet});

inline constexpr const Setting* kEarlierSpellingsOptions[] = {&kConvergence, &kExact};

}  // namespace eigenlake::option
