// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace eigenlake {

enum class PlotMedium { kSvg, kPng, kText };

/// What a figure is drawn as, and how large.
struct PlotFormat {
  PlotMedium medium = PlotMedium::kSvg;
  int width = 0;          ///< Pixels, or characters of text; 0: the usual size.
  int height = 0;         ///< Of all panels, or of each panel of text.
  bool is_ascii = false;  ///< Text has no character beyond ASCII.
};

/// "x.svg" or "x.png"; none for another suffix.
std::optional<PlotMedium> medium_of_file(std::string_view file);

}  // namespace eigenlake
