// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/backends.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/exact_backend.h"

namespace eigenlake {

const Backend& backend_of(BackendKind kind) {
  switch (kind) {
    case BackendKind::kExact:
      return exact_backend();
  }
  EIGENLAKE_ASSERT(false);
}

}  // namespace eigenlake
