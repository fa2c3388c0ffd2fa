#pragma once

#include "eigenlake/quantum/backend.h"

namespace eigenlake {

const Backend& backend_of(BackendKind kind);

}  // namespace eigenlake
