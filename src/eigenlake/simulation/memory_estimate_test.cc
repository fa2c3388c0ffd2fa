// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/memory_estimate.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "eigenlake/determinants/fci.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/sector_evaluator.h"

namespace eigenlake {
namespace {

/// Water in 6-31G with a frozen core.
RunSize water() {
  RunSize size;
  size.num_functions = 13;
  size.max_angular_momentum = 1;
  size.num_orbitals = 12;
  size.num_alpha = size.num_beta = 4;
  size.determinants = 245'025;
  size.num_parameters = family_of(AnsatzKind::kUccsd).count_parameters({12, 4, 4}, 1);
  return size;
}

TEST(MemoryEstimate, ReferenceCountsWhereItIsComputed) {
  RunSize size = water();
  const MemoryEstimate without = estimate_memory(size, 1);
  size.has_reference = true;
  const MemoryEstimate with = estimate_memory(size, 1);
  EXPECT_EQ(without.reference, 0.0);
  EXPECT_EQ(without.peak(), with.peak_without_reference());
  EXPECT_GT(with.peak(), fci_memory_bytes(12, 4, 4, size.symmetry));
  EXPECT_LT(without.peak(), 0.2 * with.peak());
}

TEST(MemoryEstimate, StoredIntegralsBoundThePeakOfManyFunctions) {
  RunSize size = water();
  size.num_orbitals = 4;
  size.num_alpha = size.num_beta = 2;
  double before = 0.0;
  for (const int functions : {50, 100, 200}) {
    size.num_functions = functions;
    const double peak = estimate_memory(size, 1).peak(), stored = std::pow(functions, 4);  // n⁴/8 doubles
    EXPECT_GT(peak, stored);
    EXPECT_GT(peak, 7.0 * before);
    before = peak;
  }
  EXPECT_LT(before, 1.1 * std::pow(200, 4));
}

TEST(MemoryEstimate, EachRestartHasAnEvaluatorAndItsIterations) {
  RunSize size = water();
  const double one = estimate_memory(size, 1).minimization;
  size.restarts = 5;
  EXPECT_GT(estimate_memory(size, 1).minimization - one, 4.0 * SectorEvaluator::memory_bytes(12, 4, 4));
}

TEST(MemoryEstimate, StatesOfTheFullVectorDoubleWithEachQubit) {
  RunSize size;
  size.ansatz = AnsatzKind::kEfficientSu2;
  size.num_functions = size.num_orbitals = 10;
  size.num_alpha = size.num_beta = 2;
  size.num_parameters = 120;
  const double small = estimate_memory(size, 1).minimization;
  size.num_functions = size.num_orbitals = 12;
  const double large = estimate_memory(size, 1).minimization;
  EXPECT_GT(large, 3.0 * 16.0 * (1 << 24));
  EXPECT_NEAR(large / small, 16.0, 2.0);
}

TEST(MemoryEstimate, RowsOfTablesCount) {
  RunSize size = water();
  const double before = tables_memory(size);
  size.optimizer = OptimizerKind::kCobyla;
  size.max_iterations = 5000;
  EXPECT_GT(tables_memory(size), before + 100.0 * 4000 * size.num_parameters);
}

TEST(MemoryEstimate, OverflowIsTheLargestNumber) {
  RunSize size = water();
  size.num_orbitals = size.num_functions = 60;
  size.num_alpha = size.num_beta = 30;
  EXPECT_EQ(process_memory_bytes(estimate_memory(size, 1)), std::numeric_limits<uint64_t>::max());
  EXPECT_GT(process_memory_bytes({}), uint64_t{1} << 20);  // the process itself
}

}  // namespace
}  // namespace eigenlake
