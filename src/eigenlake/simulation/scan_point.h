// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace eigenlake {

struct ScanPoint {
  std::string coordinate;  ///< "bond 0-1", "angle 1-0-2", "torsion 2-0-1-3", "frame"
  std::string unit = {};   ///< "Å", "°"; empty for frames.
  double value = 0.0;      ///< In that unit; of frames the number, from 0.

  /// "bond 0-1 = 1.10 Å", with two digits after the point or as many more as the value has.
  std::string text() const;
  /// The value of text(): "1.10".
  std::string value_text() const;
};

}  // namespace eigenlake
