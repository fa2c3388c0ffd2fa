// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/quantum/backend.h"

namespace eigenlake {

const Backend& backend_of(BackendKind kind);

}  // namespace eigenlake
