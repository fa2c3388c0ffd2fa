// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/backend.h"

namespace eigenlake {

/// The exact backend under another name.
const Backend& mirrored_backend();

}  // namespace eigenlake
