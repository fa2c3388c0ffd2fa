// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace eigenlake {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}

}  // namespace eigenlake
