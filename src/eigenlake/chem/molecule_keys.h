// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// What a key of a comment line or a JSON object sets.
enum class MoleculeKey {
  kCharge,
  kMultiplicity,
  kSpin,  ///< Number of unpaired electrons, multiplicity − 1, as PySCF counts it.
  kUnits,
  kName,
  kProperties,  ///< The columns of extended XYZ.
  kBasis,
  kSymbols,
  kCoords,
  kMasses,
  kGeometry,  ///< QCSchema: positions in bohr in one list.
};

struct KeySpelling {
  std::string_view spelling;  ///< In lower case; files may use any.
  MoleculeKey key;
};

/// The keys of comment lines of XYZ files.
std::span<const KeySpelling> comment_keys();
/// The keys of molecules in JSON.
std::span<const KeySpelling> object_keys();

/// What `spelling` sets, in any letter case.
std::optional<MoleculeKey> molecule_key_of(std::string_view spelling, std::span<const KeySpelling> keys);

/// The key that `spelling` misspells by a letter too many, too few, another one, or two neighbours exchanged.
/// None for a correct key. Names are left out: no result depends on them, and many words resemble "name".
std::optional<std::string_view> misspelt_key(std::string_view spelling, std::span<const KeySpelling> keys);

/// A value that a file may give more than once, under several keys.
template <typename T>
class Stated {
 public:
  /// `words` are the file's own, for messages: "spin=2".
  ///
  /// Errors: kInvalidInput where another value was stated before.
  Result<> state(T value, std::string words) {
    if (value_ && *value_ != value)
      return fail(ErrorKind::kInvalidInput,
                  "{} and {} contradict each other; leave one of them out, or make them agree", words_,
                  words);
    value_ = std::move(value);
    words_ = std::move(words);
    return {};
  }
  const std::optional<T>& value() const { return value_; }
  const std::string& words() const { return words_; }

 private:
  std::optional<T> value_;
  std::string words_;
};

/// What files state of a molecule under several keys.
struct StatedProperties {
  Stated<int> charge;
  Stated<int> multiplicity;
  Stated<std::string> units;  ///< Canonical where known.
  Stated<std::string> basis;  ///< Canonical.

  /// Requires: `key` is kCharge, kMultiplicity or kSpin.
  Result<> state_number(MoleculeKey key, int value, std::string words);
};

}  // namespace eigenlake
