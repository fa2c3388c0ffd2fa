// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/table_lookup.h"

#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

TEST(KnownTable, TakesBareAndQualifiedNames) {
  const auto store = std::make_shared<InMemoryObjectStore>();
  const auto lake =
      Lake::open_parts({.roots = {}, .raw = store, .warehouse = store, .state = store}, LakeAccess::kWrite);
  EXPECT_EQ(*known_table("molecules", lake), "molecules");
  EXPECT_EQ(*known_table("quantum_features.vqe_results", lake), "vqe_results");
  EXPECT_FALSE(known_table("vqe_result", lake));
  EXPECT_EQ(*known_tables("molecules,labels", lake), (std::vector<std::string>{"molecules", "labels"}));
  EXPECT_TRUE(known_tables("", lake)->empty());
  EXPECT_EQ(*known_tables("labels,quantum_features.labels", lake), (std::vector<std::string>{"labels"}));
  EXPECT_EQ(*known_table("molecules", fail(ErrorKind::kNotFound, "no lake")), "molecules");
}

}  // namespace
}  // namespace eigenlake
