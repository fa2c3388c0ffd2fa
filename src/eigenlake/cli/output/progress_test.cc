// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/progress.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(ReferenceText, HasTheResidualAndTheTime) {
  EXPECT_EQ(reference_text({}, 0.4, 3.0), "exact reference: first guesses, 0 of 3 s; Ctrl-C leaves it out");
  EXPECT_EQ(reference_text({.round = 12, .products = 40, .residual = 3.2e-4}, 8.0, 14.0),
            "exact reference: round 12, residual 3e-04, 8 of 14 s; Ctrl-C leaves it out");
}

}  // namespace
}  // namespace eigenlake
