// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/molecule_keys.h"
#include "eigenlake/chem/xyz_columns.h"

namespace eigenlake {

/// What the comment line of a frame says of its molecule.
struct XyzComment {
  StatedProperties stated;
  std::string name;
  XyzColumns columns;
  bool is_periodic = false;  ///< A cell in extended XYZ, other than one that repeats in no direction.
};

/// Reads two integers alone as charge and multiplicity, and else the keys of comment_keys(), in any letter
/// case, with "=" or ":" and blanks around it, the integers also after a blank alone ("charge -1"). Values
/// may stand in quotes or brackets. Other keys and free text are ignored.
///
/// Errors: kInvalidInput  a value that the key cannot have, a key one slip away from a known one, two
///                        statements that contradict each other, a quote or bracket that is not closed,
///                        Properties that cannot be read.
Result<XyzComment> read_xyz_comment(std::string_view comment);

}  // namespace eigenlake
