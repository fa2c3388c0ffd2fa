// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/runs_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/query_test_data.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

constexpr char kTables[] = R"(
CREATE SCHEMA quantum_features;
SET search_path = 'main,quantum_features';
CREATE TABLE quantum_features.molecules (experiment_id TEXT, molecule_name TEXT, name TEXT, formula TEXT);
INSERT INTO quantum_features.molecules VALUES ('a', 'HH', 'dihydrogen', 'H2'), ('b', 'HLi', NULL, 'HLi'),
    ('c', 'HH', NULL, 'H2');
CREATE TABLE quantum_features.vqe_results (experiment_id TEXT, basis_set TEXT, ansatz_name TEXT, optimizer TEXT,
    seed INT, num_qubits INT, minimum_energy DOUBLE, nuclear_repulsion_energy DOUBLE, success BOOLEAN,
    total_iterations INT, processing_timestamp TIMESTAMPTZ, hf_total_energy DOUBLE, fci_total_energy DOUBLE,
    in_sector BOOLEAN, stop_reason TEXT, quality_flags TEXT[], total_energy DOUBLE,
    energy_error_millihartree DOUBLE, run_options TEXT);
INSERT INTO quantum_features.vqe_results VALUES
    ('a', 'sto3g', 'UCCSD', 'L-BFGS-B', 7, 4, -1.75, 0.75, true, 12, '2025-01-10 12:00:00+00', -0.5, -1.25, true,
     'converged', NULL, -1.0, 250.5, '{"identity": {"search": 2}}'),
    ('b', '6-31g', 'UCCSD', 'COBYLA', NULL, 12, -9.0, 1.0, false, 99, '2025-01-11 12:00:00+00', NULL, -8.5, NULL,
     NULL, ['not_converged', 'unchecked_minimum'], NULL, NULL, '{"identity": {"search": 2}}'),
    ('c', 'sto3g', 'UCCSD', 'COBYLA', NULL, 4, -1.0, NULL, NULL, 1, '2025-01-12 12:00:00+00', NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL);
CREATE TABLE quantum_features.performance_metrics (experiment_id TEXT, total_time DOUBLE);
INSERT INTO quantum_features.performance_metrics VALUES ('a', 1.5), ('b', 2.5);
CREATE TABLE quantum_features.labels (experiment_id TEXT, key TEXT, value TEXT, set_at TIMESTAMPTZ,
    processing_batch_id TEXT);
INSERT INTO quantum_features.labels VALUES
    ('a', 'series', 'old', '2025-01-10 12:00:00+00', '1'), ('a', 'series', 'new', '2025-01-11 12:00:00+00', '2'),
    ('a', 'note', 'x', '2025-01-10 12:00:00+00', '1'), ('a', 'gone', 'x', '2025-01-10 12:00:00+00', '1'),
    ('a', 'gone', NULL, '2025-01-10 13:00:00+00', '1'), ('b', 'same', 'first', '2025-01-10 12:00:00+00', '1'),
    ('b', 'same', 'last', '2025-01-10 12:00:00+00', '2'), ('b', 'gone', NULL, '2025-01-10 12:00:00+00', '1');
)";

TableSnapshot not_there_yet(std::string name) {
  return {.name = std::move(name), .table = {}, .snapshot_id = {}};
}
std::vector<TableSnapshot> whole_lake() {
  return {not_there_yet("molecules"), not_there_yet("vqe_results"), not_there_yet("performance_metrics"),
          not_there_yet("labels")};
}

/// The view over DuckDB's own tables; the snapshots only say which columns a lake has.
class RunsViewTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(session_.execute(kTables)); }

  std::string runs(const std::string& columns, const std::vector<TableSnapshot>& tables = whole_lake()) {
    const auto query = runs_query(tables);
    if (!query) return "no view";
    return answer(session_, "select " + columns + " from (" + *query + ") order by experiment_id");
  }

  SqlSession session_ = open_session();
};

TEST_F(RunsViewTest, HasTheSpecifiedColumnsInOrder) {
  const std::string csv = runs("*");
  EXPECT_EQ(csv.substr(0, csv.find('\n')),
            "name,formula,basis_set,ansatz_name,optimizer,seed,num_qubits,total_energy,hf_total_energy,"
            "fci_total_energy,energy_error_millihartree,in_sector,converged,stop_reason,evaluations,seconds,"
            "experiment_id,processing_timestamp,quality_flags,unchecked_minimum,labels");
}

TEST_F(RunsViewTest, HasARowForEachExperiment) {
  EXPECT_EQ(
      runs("experiment_id, basis_set, ansatz_name, optimizer, seed, num_qubits, converged, evaluations"),
      "experiment_id,basis_set,ansatz_name,optimizer,seed,num_qubits,converged,evaluations\n"
      "a,sto3g,UCCSD,L-BFGS-B,7,4,true,12\nb,6-31g,UCCSD,COBYLA,,12,false,99\nc,sto3g,UCCSD,COBYLA,,4,,1\n");
}

TEST_F(RunsViewTest, NameDefaultsToTheMolecules) {
  EXPECT_EQ(runs("name, formula"), "name,formula\ndihydrogen,H2\nHLi,HLi\nHH,H2\n");
}

TEST_F(RunsViewTest, MissingEnergiesAreComputed) {
  EXPECT_EQ(runs("total_energy, energy_error_millihartree as e"),
            "total_energy,e\n-1.0,250.5\n-8.0,500.0\n,\n");
}

TEST_F(RunsViewTest, UnmeasuredSecondsAreNull) {
  EXPECT_EQ(runs("seconds"), "seconds\n1.5\n2.5\n\n");
}

TEST_F(RunsViewTest, UncheckedMinimumFollowsIdentityAndFlags) {
  EXPECT_EQ(runs("unchecked_minimum as u"), "u\nfalse\ntrue\ntrue\n");
  ASSERT_TRUE(
      session_.execute("update quantum_features.vqe_results set run_options = '{\"identity\": {\"search\": "
                       "1}}' where experiment_id = 'a'"));
  EXPECT_EQ(runs("unchecked_minimum as u"), "u\ntrue\ntrue\ntrue\n") << "an earlier search";
  ASSERT_TRUE(
      session_.execute("update quantum_features.vqe_results set run_options = '{\"identity\": {\"search\": "
                       "\"x\"}}' where experiment_id = 'a'"));
  EXPECT_EQ(runs("unchecked_minimum as u"), "u\ntrue\ntrue\ntrue\n");
}

TEST_F(RunsViewTest, NewestLabelWinsAndNullRemovesIt) {
  EXPECT_EQ(runs("labels"), "labels\n\"{note=x, series=new}\"\n{same=last}\n{}\n");
}

TEST_F(RunsViewTest, LakeWithoutLabelsHasEmptyMaps) {
  auto tables = whole_lake();
  tables.pop_back();
  EXPECT_EQ(
      runs("labels, typeof(labels) as t", tables),
      "labels,t\n{},\"MAP(VARCHAR, VARCHAR)\"\n{},\"MAP(VARCHAR, VARCHAR)\"\n{},\"MAP(VARCHAR, VARCHAR)\"\n");
}

TEST_F(RunsViewTest, MissingTableLeavesNoView) {
  for (size_t i = 0; i < 3; ++i) {
    auto tables = whole_lake();
    tables.erase(tables.begin() + static_cast<ptrdiff_t>(i));
    EXPECT_FALSE(runs_query(tables)) << i;
  }
  EXPECT_FALSE(runs_query({}));
}

TEST_F(RunsViewTest, TableOfThatNameIsKept) {
  auto tables = whole_lake();
  tables.push_back(not_there_yet("RUNS"));
  EXPECT_FALSE(runs_query(tables));
}

/// Tables of the first versions: later columns are nulls of their types.
TEST_F(RunsViewTest, OlderLakeHasNullsInLaterColumns) {
  QueryTable molecules(store_in_memory(),
                       {column("experiment_id", "string"), column("molecule_name", "string")}, {},
                       "molecules");
  QueryTable results(store_in_memory(),
                     {column("experiment_id", "string"), column("minimum_energy", "double")}, {},
                     "vqe_results");
  ASSERT_TRUE(
      session_.execute("alter table quantum_features.molecules drop name; alter table "
                       "quantum_features.molecules drop formula"));
  for (const char* later : {"hf_total_energy", "fci_total_energy", "in_sector", "stop_reason",
                            "quality_flags", "total_energy", "energy_error_millihartree", "run_options"})
    ASSERT_TRUE(session_.execute(fmt::format("alter table quantum_features.vqe_results drop {}", later)));
  const std::vector<TableSnapshot> tables = {molecules.snapshot(), results.snapshot(),
                                             not_there_yet("performance_metrics")};
  EXPECT_EQ(runs("name, formula, total_energy, unchecked_minimum as u", tables),
            "name,formula,total_energy,u\nHH,,-1.0,true\nHLi,,-8.0,true\nHH,,,true\n");
  EXPECT_THAT(runs("typeof(quality_flags) as q, typeof(in_sector) as i, typeof(fci_total_energy) as f, "
                   "typeof(stop_reason) as r, energy_error_millihartree as e",
                   tables),
              HasSubstr("\nVARCHAR[],BOOLEAN,DOUBLE,VARCHAR,\n"));
}

TEST_F(RunsViewTest, IsMadeWithTheViewsOfItsTables) {
  auto session = open_session();
  ASSERT_TRUE(create_views(session, whole_lake()));
  EXPECT_EQ(answer(session, "select count(*) as n from runs"), "n\n0\n");
  EXPECT_EQ(answer(session, "select count(*) as n from quantum_features.runs"), "n\n0\n");
  EXPECT_EQ(answer(session, "select column_type as t from (describe runs) where column_name = 'labels'"),
            "t\n\"MAP(VARCHAR, VARCHAR)\"\n");
  auto without = open_session();
  const std::vector<TableSnapshot> tables = {not_there_yet("molecules")};
  ASSERT_TRUE(create_views(without, tables));
  EXPECT_FALSE(ask(without, "from runs"));
}

}  // namespace
}  // namespace eigenlake
