// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/elements.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/nearest_name.h"

namespace eigenlake {
namespace {

constexpr std::array<std::string_view, kMaxAtomicNumber + 1> kSymbols = {
    "",   "H",  "He", "Li", "Be", "B",  "C",  "N",  "O",  "F",  "Ne", "Na", "Mg", "Al", "Si", "P",  "S",
    "Cl", "Ar", "K",  "Ca", "Sc", "Ti", "V",  "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As",
    "Se", "Br", "Kr", "Rb", "Sr", "Y",  "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn",
    "Sb", "Te", "I",  "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho",
    "Er", "Tm", "Yb", "Lu", "Hf", "Ta", "W",  "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po",
    "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U",  "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md",
    "No", "Lr", "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og"};

/// Meija et al., "Atomic weights of the elements 2013", Pure Appl. Chem. 88 (2016) 265: tables 1, 3 and 4.
constexpr std::array<double, kMaxAtomicNumber + 1> kAtomicWeights = {
    0.0,       1.008,        4.002602,  6.94,        9.0121831, 10.81,      12.011,    14.007,
    15.999,    18.998403163, 20.1797,   22.98976928, 24.305,    26.9815385, 28.085,    30.973761998,
    32.06,     35.45,        39.948,    39.0983,     40.078,    44.955908,  47.867,    50.9415,
    51.9961,   54.938044,    55.845,    58.933194,   58.6934,   63.546,     65.38,     69.723,
    72.630,    74.921595,    78.971,    79.904,      83.798,    85.4678,    87.62,     88.90584,
    91.224,    92.90637,     95.95,     97.90721,    101.07,    102.90550,  106.42,    107.8682,
    112.414,   114.818,      118.710,   121.760,     127.60,    126.90447,  131.293,   132.90545196,
    137.327,   138.90547,    140.116,   140.90766,   144.242,   144.91276,  150.36,    151.964,
    157.25,    158.92535,    162.500,   164.93033,   167.259,   168.93422,  173.054,   174.9668,
    178.49,    180.94788,    183.84,    186.207,     190.23,    192.217,    195.084,   196.966569,
    200.592,   204.38,       207.2,     208.98040,   208.98243, 209.98715,  222.01758, 223.01974,
    226.02541, 227.02775,    232.0377,  231.03588,   238.02891, 237.04817,  244.06421, 243.06138,
    247.07035, 247.07031,    251.07959, 252.0830,    257.09511, 258.09843,  259.1010,  262.110,
    267.122,   268.126,      271.134,   270.133,     269.1338,  278.156,    281.165,   281.166,
    285.177,   286.182,      289.190,   289.194,     293.204,   293.208,    294.214};

constexpr int kNumCovalentRadii = 96;  // Up to curium.

constexpr std::array<double, kNumCovalentRadii + 1> kCovalentRadii = {
    0.0,  0.31, 0.28, 1.28, 0.96, 0.84, 0.76, 0.71, 0.66, 0.57, 0.58, 1.66, 1.41, 1.21, 1.11, 1.07, 1.05,
    1.02, 1.06, 2.03, 1.76, 1.70, 1.60, 1.53, 1.39, 1.39, 1.32, 1.26, 1.24, 1.32, 1.22, 1.22, 1.20, 1.19,
    1.20, 1.20, 1.16, 2.20, 1.95, 1.90, 1.75, 1.64, 1.54, 1.47, 1.46, 1.42, 1.39, 1.45, 1.44, 1.42, 1.39,
    1.39, 1.38, 1.39, 1.40, 2.44, 2.15, 2.07, 2.04, 2.03, 2.01, 1.99, 1.98, 1.98, 1.96, 1.94, 1.92, 1.92,
    1.89, 1.90, 1.87, 1.87, 1.75, 1.70, 1.62, 1.51, 1.44, 1.41, 1.36, 1.36, 1.32, 1.45, 1.46, 1.48, 1.40,
    1.50, 1.50, 2.60, 2.21, 2.15, 2.06, 2.00, 1.96, 1.90, 1.87, 1.80, 1.69};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::optional<int> atomic_number_of(std::string_view symbol) {
  for (int z = 1; z <= kMaxAtomicNumber; ++z)
    if (equal_ignoring_case(kSymbols[z], symbol)) return z;
  return std::nullopt;
}

std::string_view element_symbol(int atomic_number) {
  EIGENLAKE_ASSERT(atomic_number >= 1 && atomic_number <= kMaxAtomicNumber);
  return kSymbols[atomic_number];
}

double standard_atomic_weight(int atomic_number) {
  EIGENLAKE_ASSERT(atomic_number >= 1 && atomic_number <= kMaxAtomicNumber);
  return kAtomicWeights[static_cast<size_t>(atomic_number)];
}

std::optional<double> covalent_radius_angstrom(int atomic_number) {
  EIGENLAKE_ASSERT(atomic_number >= 1 && atomic_number <= kMaxAtomicNumber);
  if (atomic_number > kNumCovalentRadii) return std::nullopt;
  return kCovalentRadii[static_cast<size_t>(atomic_number)];
}

std::string_view nearest_element_symbol(std::string_view symbol) {
  return nearest_name(symbol, std::span(kSymbols).subspan(1));
}

int num_core_orbitals(int atomic_number) {
  struct Range {
    int first;  // atomic number from which on `orbitals` are core
    int orbitals;
  };
  constexpr std::array<Range, 11> kRanges = {{{1, 0},
                                              {3, 1},      // [He]
                                              {11, 5},     // [Ne]
                                              {19, 9},     // [Ar]
                                              {31, 14},    // [Ar] 3d
                                              {37, 18},    // [Kr]
                                              {49, 23},    // [Kr] 4d
                                              {55, 27},    // [Xe]
                                              {71, 34},    // [Xe] 4f
                                              {81, 39},    // [Xe] 4f 5d
                                              {87, 43}}};  // [Rn]
  int orbitals = 0;
  for (const Range& range : kRanges)
    if (atomic_number >= range.first) orbitals = range.orbitals;
  return orbitals;
}

}  // namespace eigenlake
