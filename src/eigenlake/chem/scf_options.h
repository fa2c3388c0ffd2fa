// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"

namespace eigenlake {

enum class ScfMethod {
  kAuto,  ///< RHF for singlets, ROHF otherwise.
  kRhf,
  kRohf,
  kUhf,
};
std::string_view name_of(ScfMethod method);  ///< auto, rhf, rohf, uhf
Result<ScfMethod> scf_method_of(std::string_view name);

struct ScfOptions {
  ScfMethod method = ScfMethod::kAuto;
  int max_iterations = 256;          ///< Steps of each solver: DIIS, which gets 60 at most, and second order.
  double energy_threshold = 1e-10;   ///< Hartree, between two iterations.
  double gradient_threshold = 1e-8;  ///< Largest element of the orbital gradient, hartree.
  ThreadPool* pool = nullptr;        ///< Null: one thread. The bits do not depend on it.
  StopRequest stop = {};             ///< Checked at each shell pair, Fock matrix and step.
};

}  // namespace eigenlake
