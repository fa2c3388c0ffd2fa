// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Where an atom's line has what defines a molecule; columns are counted from 0.
struct XyzColumns {
  size_t species = 0;                                  ///< Symbol, label or atomic number.
  size_t position = 1;                                 ///< The first of three.
  std::optional<size_t> atomic_number = std::nullopt;  ///< Besides the species.
  bool are_stated = false;                             ///< By the file, other than the usual "symbol x y z".

  size_t count() const;  ///< How many columns a line needs.
};

/// Reads the value of "Properties" of extended XYZ: triples NAME:TYPE:COLUMNS, of which species (or Z, where
/// there is no species) and pos are used.
///
/// Errors: kInvalidInput where it is no list of triples, or lacks one of these.
Result<XyzColumns> read_xyz_columns(std::string_view properties);

}  // namespace eigenlake
