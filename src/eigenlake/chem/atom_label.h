// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The nucleus that a file means with the name of an atom.
struct AtomLabel {
  int atomic_number = 0;
  int mass_number = 0;  ///< 2 for D, 3 for T, 0 where none is said.
};

/// Reads an element symbol in any letter case, D or T, or a label that begins with one: "O1", "H_a", "C12",
/// "H-2". Letters directly after the symbol make another word of it: "CO" is cobalt, "COH" is nothing.
///
/// Errors: kInvalidInput  an unknown element, with the nearest known one; a label that can mean two elements
///                        ("CA1"); a label with a charge ("O2-").
///         kUnsupported   ghost and dummy atoms, under the names that programs give them: "Gh(He)", "X-He",
///                        "ghost-He", "Bq", "@He", "He@", "He:".
Result<AtomLabel> read_atom_label(std::string_view name);

/// "unknown element …; the nearest is …"
std::string unknown_element_message(std::string_view symbol);

}  // namespace eigenlake
