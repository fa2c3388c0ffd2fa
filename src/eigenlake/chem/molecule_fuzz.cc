// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as JSON, as XYZ and as JSON lines; the first byte chooses.
// Invariants: no crash, no exception; what is accepted passes validation again and has a consistent electron
// count.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/molecule_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto molecules = data[0] % 3 == 0   ? eigenlake::parse_molecules_json(text, "fuzz")
                         : data[0] % 3 == 1 ? eigenlake::parse_molecules_xyz(text, "fuzz")
                                            : eigenlake::parse_molecules_json_lines(text, "fuzz");
  if (!molecules) return 0;
  for (const auto& molecule : *molecules) {
    if (!molecule) continue;
    EIGENLAKE_ASSERT(eigenlake::validate(*molecule).has_value());
    EIGENLAKE_ASSERT(molecule->num_alpha() + molecule->num_beta() == molecule->num_electrons());
    EIGENLAKE_ASSERT(molecule->num_alpha() - molecule->num_beta() == molecule->multiplicity - 1);
  }
  return 0;
}
