// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "eigenlake/base/text_style.h"
#include "eigenlake/json/json.h"

namespace eigenlake {

// `run` is what read_experiment() returns. Energies are total energies in hartree.

/// An experiment on one page: molecule, settings, energies, flags, convergence, first and last evaluations.
void print_experiment_page(std::ostream& out, const Json& run, const TextStyle& style);

/// Every evaluation.
void print_iterations(std::ostream& out, const Json& run, const TextStyle& style);

/// Every optimal parameter, radian.
void print_parameters(std::ostream& out, const Json& run, const TextStyle& style);

}  // namespace eigenlake
