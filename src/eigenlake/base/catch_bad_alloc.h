// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>
#include <type_traits>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// work(), which returns a Result. Errors: kResourceLimit if an allocation in it fails: what comes next may
/// need less.
template <typename Work>
std::invoke_result_t<Work> catch_bad_alloc(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::kResourceLimit, "not enough memory");
  }
}

}  // namespace eigenlake
