// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/build_info.h"

namespace eigenlake {

std::string version_text() {
  std::string text = EIGENLAKE_VERSION;
  if (const std::string_view commit = build_info().commit; !commit.empty())
    text += " (" + std::string(commit) + ")";
  return text;
}

}  // namespace eigenlake
