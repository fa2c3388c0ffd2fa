// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/provenance.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

constexpr char kTables[] = R"(
CREATE SCHEMA quantum_features;
SET search_path = 'main,quantum_features';
CREATE TABLE quantum_features.processing_metadata (processing_batch_id TEXT, processing_name TEXT,
    processing_timestamp TIMESTAMPTZ, source_data_info TEXT);
CREATE TABLE quantum_features.molecules (experiment_id TEXT, molecule_name TEXT);
INSERT INTO quantum_features.molecules VALUES ('a', 'HH'), ('b', 'HH'), ('c', 'HLi');
CREATE TABLE quantum_features.vqe_results (experiment_id TEXT, num_qubits INT, basis_set TEXT, ansatz_name TEXT,
    optimizer TEXT, init_strategy TEXT, backend TEXT);
INSERT INTO quantum_features.vqe_results VALUES ('a', 4, 'sto3g', 'UCCSD', 'L-BFGS-B', 'hf', 'eigenlake_exact'),
    ('b', 4, '6-31g', 'UCCSD', 'L-BFGS-B', 'hf', 'eigenlake_exact'),
    ('c', 12, 'sto3g', 'UCCSD', 'COBYLA', 'hf', 'eigenlake_exact');
)";

TEST(Provenance, OlderTableIsDescribedByItsColumns) {
  auto session = SqlSession::open({.num_threads = 1});
  ASSERT_TRUE(session) << session.error().to_string();
  ASSERT_TRUE(session->execute(kTables));
  const auto provenance = read_provenance(*session);
  ASSERT_TRUE(provenance) << provenance.error().to_string();
  EXPECT_EQ(provenance->num_experiments, 3);
  EXPECT_EQ(provenance->num_qubits_max, 12);
  ASSERT_EQ(provenance->molecules.size(), 2U);
  EXPECT_EQ(provenance->molecules[0].value, "HH");
  EXPECT_EQ(provenance->optimizers.size(), 2U);
  EXPECT_TRUE(provenance->simulators.empty());

  ASSERT_TRUE(
      session->execute("ALTER TABLE quantum_features.vqe_results ADD COLUMN engine TEXT DEFAULT 'cpu'"));
  const auto later = read_provenance(*session);
  ASSERT_TRUE(later) << later.error().to_string();
  ASSERT_EQ(later->simulators.size(), 1U);
  EXPECT_EQ(later->simulators[0].value, "cpu");
}

}  // namespace
}  // namespace eigenlake
