// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/basis_names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace eigenlake {
namespace {

constexpr std::array<PinnedBasis, 3> kPinned = {{
    {"sto3g", "STO-3G.0.table.json"},
    {"6-31g", "6-31G.0.table.json"},
    {"cc-pvdz", "cc-pVDZ.0.table.json"},
}};

/// Published names that people also write without hyphens, or with polarization in brackets.
constexpr std::array kPublished = std::to_array<std::string_view>(
    {"sto-2g",      "sto-4g",     "sto-5g",     "sto-6g",     "3-21g",       "4-31g",       "6-31g",
     "6-31g*",      "6-31g**",    "6-31+g",     "6-31+g*",    "6-31+g**",    "6-31++g",     "6-31++g*",
     "6-31++g**",   "6-311g",     "6-311g*",    "6-311g**",   "6-311+g",     "6-311+g*",    "6-311+g**",
     "6-311++g",    "6-311++g*",  "6-311++g**", "cc-pvdz",    "cc-pvtz",     "cc-pvqz",     "cc-pv5z",
     "cc-pv6z",     "cc-pcvdz",   "cc-pcvtz",   "cc-pcvqz",   "aug-cc-pvdz", "aug-cc-pvtz", "aug-cc-pvqz",
     "aug-cc-pv5z", "def2-sv(p)", "def2-svp",   "def2-svpd",  "def2-tzvp",   "def2-tzvpd",  "def2-tzvpp",
     "def2-tzvppd", "def2-qzvp",  "def2-qzvpd", "def2-qzvpp", "def2-qzvppd", "ano-rcc",     "pc-0",
     "pc-1",        "pc-2",       "pc-3",       "pc-4",       "pcseg-0",     "pcseg-1",     "pcseg-2"});

std::string lower_case(std::string_view name) {
  std::string lower;
  for (const char c : name) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const size_t first = lower.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return lower.substr(first, lower.find_last_not_of(" \t\r\n") - first + 1);
}

void replace_suffix(std::string& name, std::string_view from, std::string_view to) {
  if (name.ends_with(from)) name.replace(name.size() - from.size(), from.size(), to);
}

/// What spellings of one set have in common: no hyphens, blanks or underscores, stars for brackets.
std::string squeezed(std::string_view name) {
  std::string result;
  for (const char c : name)
    if (c != '-' && c != '_' && c != ' ') result += c;
  replace_suffix(result, "g(d,p)", "g**");
  replace_suffix(result, "g(d)", "g*");
  return result;
}

}  // namespace

std::optional<PinnedBasis> pinned_basis(std::string_view canonical_name) {
  const auto found = std::ranges::find(kPinned, canonical_name, &PinnedBasis::name);
  if (found == kPinned.end()) return std::nullopt;
  return *found;
}

std::string published_basis_name(std::string_view canonical_name) {
  return canonical_name == "sto3g" ? "sto-3g" : std::string(canonical_name);
}

std::string canonical_basis_name(std::string_view name) {
  std::string lower = lower_case(name);
  const std::string key = squeezed(lower);
  if (key == "sto3g") return "sto3g";
  for (const std::string_view published : kPublished)
    if (squeezed(published) == key) return std::string(published);
  return lower;
}

}  // namespace eigenlake
