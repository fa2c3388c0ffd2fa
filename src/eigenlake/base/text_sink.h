// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Takes a text piece by piece, in order; an error ends the writing.
using TextSink = std::function<Result<>(std::string_view)>;

}  // namespace eigenlake
