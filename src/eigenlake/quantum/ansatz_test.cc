// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/ansatz.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(Ansatz, EveryNameParsesBackToItsKind) {
  for (const AnsatzKind kind : kAnsatzKinds) EXPECT_EQ(*parse_ansatz(name_of(kind)), kind);
}

TEST(Ansatz, SpellingIgnoresCaseAndSeparators) {
  EXPECT_EQ(*parse_ansatz("efficient-su2"), AnsatzKind::kEfficientSu2);
  EXPECT_EQ(*parse_ansatz("real_amplitudes"), AnsatzKind::kRealAmplitudes);
}

TEST(Ansatz, UnknownNameIsRejectedWithTheNearestOne) {
  const auto result = parse_ansatz("EficientSU2");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kUsage);
  EXPECT_NE(result.error().message.find("did you mean 'EfficientSU2'?"), std::string::npos);
}

}  // namespace
}  // namespace eigenlake
