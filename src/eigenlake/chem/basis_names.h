// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eigenlake {

/// The pinned data file of a set that is used too often to look it up.
struct PinnedBasis {
  std::string_view name;        ///< Canonical.
  std::string_view table_file;  ///< In the data folder.
};

/// The pinned place of `canonical_name`, if it has one. It also fixes the revision: these are the digits of
/// the reference energies, which later revisions of the data changed in the ninth place.
std::optional<PinnedBasis> pinned_basis(std::string_view canonical_name);

/// The name under which the data publish `canonical_name` ("sto-3g" for "sto3g"), in lower case.
std::string published_basis_name(std::string_view canonical_name);

/// The one spelling that records, tables and identities use: `sto3g`, `6-31g`, `cc-pvdz`, every other set by
/// its published name in lower case. Accepts aliases (`STO-3G`, `631g`, `ccpvdz`, `6-31g(d)` for `6-31g*`)
/// and returns an unknown name in lower case; never reads a file.
std::string canonical_basis_name(std::string_view name);

}  // namespace eigenlake
