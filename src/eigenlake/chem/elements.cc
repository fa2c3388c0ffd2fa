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
