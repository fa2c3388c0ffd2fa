// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/table_transaction.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/commit_retries.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {
namespace {

using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;

/// A Hadoop catalog that commits several tables one after the other, and fails commits on request.
class ScriptedCatalog final : public Catalog {
 public:
  explicit ScriptedCatalog(std::shared_ptr<ObjectStore> store) : inner(std::move(store)) {}

  Result<Table> load_table(const TableIdentifier& identifier) override {
    return ours(inner.load_table(identifier));
  }
  Result<bool> table_exists(const TableIdentifier& identifier) override {
    return inner.table_exists(identifier);
  }
  Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) override {
    return inner.list_tables(name_space);
  }
  Result<Table> stage_create(const TableIdentifier& identifier, const CreateTableOptions& options) override {
    return ours(inner.stage_create(identifier, options));
  }
  Result<Table> register_table(const TableIdentifier& identifier, const std::string& uri) override {
    return ours(inner.register_table(identifier, uri));
  }
  Result<Table> repoint_table(const TableIdentifier& identifier, const std::string& uri) override {
    return ours(inner.repoint_table(identifier, uri));
  }
  Result<> drop_table(const TableIdentifier& identifier) override { return inner.drop_table(identifier); }
  Result<> forget_table(const TableIdentifier& identifier) override { return inner.forget_table(identifier); }
  std::string describe() const override { return "scripted catalog"; }

  Result<Table> commit(const Table& base, TableMetadata metadata) override {
    EIGENLAKE_RETURN_IF_ERROR(next_failure());
    return ours(inner.commit(base, std::move(metadata)));
  }
  bool commits_together() const override { return true; }
  Result<std::vector<Table>> commit_all(std::span<const TableCommit> commits) override {
    EIGENLAKE_RETURN_IF_ERROR(next_failure());
    std::vector<Table> tables;
    for (const TableCommit& commit : commits) {
      EIGENLAKE_ASSIGN_OR_RETURN(Table table, ours(inner.commit(*commit.base, commit.metadata)));
      tables.push_back(std::move(table));
    }
    return tables;
  }

  HadoopCatalog inner;
  int attempts = 0;
  std::vector<ErrorKind> failures;  ///< Of the next commits, the last one first.
  std::function<void()> before_failure;

 private:
  Result<> next_failure() {
    ++attempts;
    if (failures.empty()) return {};
    const ErrorKind kind = failures.back();
    failures.pop_back();
    if (before_failure) before_failure();
    return fail(kind, "scripted");
  }
  Result<Table> ours(Result<Table> table) {
    if (!table) return table;
    return Table(*this, table->shared_store(), table->identifier(), table->directory_key(), table->version(),
                 table->shared_metadata());
  }
};

class CommitTogether : public ::testing::Test {
 protected:
  Table create(const std::string& name) {
    return *catalog_.create_table({"db", name}, small_table_options());
  }

  static TableChange set_property(Table& table, int* calls = nullptr) {
    return {&table, [calls](TableMetadata& metadata) -> Result<bool> {
              if (calls != nullptr) ++*calls;
              metadata.properties["changed"] = std::to_string(metadata.properties.size());
              return true;
            }};
  }

  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  ScriptedCatalog catalog_{store_};
  Table a_ = create("a");
  Table b_ = create("b");
};

TEST_F(CommitTogether, TablesMoveToTheCommittedState) {
  const std::vector<TableChange> changes = {set_property(a_), set_property(b_)};
  ASSERT_TRUE(commit_together(catalog_, changes));
  EXPECT_EQ(a_.metadata().property("changed", ""), "0");
  EXPECT_EQ(catalog_.load_table({"db", "b"})->metadata().property("changed", ""), "0");
  EXPECT_EQ(b_.version(), catalog_.load_table({"db", "b"})->version());
}

TEST_F(CommitTogether, UnchangedTableIsNotCommitted) {
  const std::string version = a_.version();
  const std::vector<TableChange> changes = {{&a_, [](TableMetadata&) -> Result<bool> { return false; }},
                                            set_property(b_)};
  ASSERT_TRUE(commit_together(catalog_, changes));
  EXPECT_EQ(catalog_.load_table({"db", "a"})->version(), version);
  EXPECT_EQ(b_.metadata().property("changed", ""), "0") << "the one that changed got its own state";
}

TEST_F(CommitTogether, NothingToChangeCommitsNothing) {
  catalog_.attempts = 0;
  const std::vector<TableChange> changes = {{&a_, [](TableMetadata&) -> Result<bool> { return false; }}};
  ASSERT_TRUE(commit_together(catalog_, changes));
  ASSERT_TRUE(commit_together(catalog_, {}));
  EXPECT_EQ(catalog_.attempts, 0);
}

TEST_F(CommitTogether, ConflictReappliesAllChanges) {
  catalog_.failures = {ErrorKind::kConflict};
  catalog_.before_failure = [&] {
    Table other = *catalog_.load_table({"db", "b"});
    TableMetadata metadata = other.metadata();
    metadata.properties["other"] = "writer";
    EXPECT_TRUE(catalog_.inner.commit(other, metadata));
  };
  int calls = 0;
  const std::vector<TableChange> changes = {set_property(a_, &calls), set_property(b_, &calls)};
  ASSERT_TRUE(commit_together(catalog_, changes));
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(b_.metadata().property("other", ""), "writer");
  EXPECT_EQ(b_.metadata().property("changed", ""), "1");
}

TEST_F(CommitTogether, OnlyConflictsAreRetried) {
  for (const ErrorKind kind : {ErrorKind::kCommitStateUnknown, ErrorKind::kStore, ErrorKind::kUnavailable}) {
    catalog_.failures = {kind};
    catalog_.attempts = 0;
    const std::vector<TableChange> changes = {set_property(a_)};
    EXPECT_EQ(commit_together(catalog_, changes).error().kind, kind);
    EXPECT_EQ(catalog_.attempts, 1);
  }
}

TEST_F(CommitTogether, FirstTableLimitsTheRetries) {
  ASSERT_TRUE(update_properties(a_, {{"commit.retry.num-retries", "2"}, {"commit.retry.max-wait-ms", "1"}}));
  catalog_.failures.assign(10, ErrorKind::kConflict);
  catalog_.attempts = 0;
  const std::vector<TableChange> changes = {set_property(a_), set_property(b_)};
  EXPECT_EQ(commit_together(catalog_, changes).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(catalog_.attempts, 3);
}

TEST_F(CommitTogether, DroppedTableIsNotRecreated) {
  catalog_.failures = {ErrorKind::kConflict};
  catalog_.before_failure = [&] { EXPECT_TRUE(catalog_.drop_table({"db", "b"})); };
  const std::vector<TableChange> changes = {set_property(a_), set_property(b_)};
  const auto committed = commit_together(catalog_, changes);
  EXPECT_EQ(committed.error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(committed.error().message.contains("db.b")) << committed.error().message;
  EXPECT_FALSE(*catalog_.table_exists({"db", "b"}));
}

TEST_F(CommitTogether, UnknownStagedTableIsRetried) {
  Table staged = *catalog_.stage_create({"db", "new"}, small_table_options());
  catalog_.failures = {ErrorKind::kConflict};
  const std::vector<TableChange> changes = {set_property(a_), set_property(staged)};
  ASSERT_TRUE(commit_together(catalog_, changes));
  EXPECT_TRUE(*catalog_.table_exists({"db", "new"}));
}

TEST_F(CommitTogether, FailedChangeCommitsNothing) {
  catalog_.attempts = 0;
  const std::vector<TableChange> changes = {set_property(a_), {&b_, [](TableMetadata&) -> Result<bool> {
                                                                 return fail(ErrorKind::kNotFound, "no");
                                                               }}};
  EXPECT_EQ(commit_together(catalog_, changes).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(catalog_.attempts, 0);
  EXPECT_EQ(catalog_.load_table({"db", "a"})->metadata().property("changed", "none"), "none");
}

TEST_F(CommitTogether, SingleTableIsRetriedAlike) {
  ASSERT_TRUE(update_properties(a_, {{"commit.retry.num-retries", "1"}, {"commit.retry.max-wait-ms", "1"}}));
  catalog_.attempts = 0;
  catalog_.failures = {ErrorKind::kConflict};
  ASSERT_TRUE(update_properties(a_, {{"x", "1"}}));
  EXPECT_EQ(catalog_.attempts, 2);
  catalog_.attempts = 0;
  catalog_.failures = {ErrorKind::kConflict, ErrorKind::kConflict};
  EXPECT_EQ(update_properties(a_, {{"x", "2"}}).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(catalog_.attempts, 2);
  EXPECT_EQ(catalog_.load_table({"db", "a"})->metadata().property("x", ""), "1");
}

TEST_F(CommitTogether, EmptyChangesMakeNoVersion) {
  ASSERT_TRUE(update_properties(a_, {{"x", "1"}}));
  const std::string version = a_.version();
  ASSERT_TRUE(update_properties(a_, {{"x", "1"}}, {"absent"}));
  ASSERT_TRUE(rollback_main(a_, std::nullopt, {"no tag"}, {"no property"}));
  ASSERT_TRUE(add_optional_columns(a_, {{"energy", Type::float64(), ""}}));
  EXPECT_EQ(a_.version(), version);
  ASSERT_TRUE(update_properties(a_, {}, {"x"}));
  EXPECT_NE(a_.version(), version);
}

/// Objects whose key ends so.
size_t count_objects(ObjectStore& store, std::string_view suffix) {
  size_t count = 0;
  const auto objects = *store.list("");
  for (const ObjectInfo& object : objects) count += object.key.ends_with(suffix) ? 1 : 0;
  return count;
}

TEST_F(CommitTogether, FailedAttemptRemovesFilesAndUnknownOneKeepsThem) {
  AppendOptions options;
  options.files = {small_file(a_, "x", 7)};
  catalog_.failures = {ErrorKind::kConflict, ErrorKind::kConflict};
  ASSERT_TRUE(append(a_, options));
  EXPECT_EQ(planned_rows(a_), 7);
  EXPECT_EQ(count_objects(*store_, ".avro"), 2u) << "one list and one manifest";
  catalog_.failures = {ErrorKind::kStore};
  EXPECT_EQ(append(a_, options).error().kind, ErrorKind::kStore);
  EXPECT_EQ(count_objects(*store_, ".avro"), 2u);
  catalog_.failures = {ErrorKind::kCommitStateUnknown};
  EXPECT_EQ(append(a_, options).error().kind, ErrorKind::kCommitStateUnknown);
  EXPECT_EQ(count_objects(*store_, ".avro"), 4u) << "they may be part of the table";
}

TEST(CommitRetries, AreLimitedAndOnlyForConflicts) {
  TableMetadata metadata;
  metadata.properties = {{"commit.retry.num-retries", "2"},
                         {"commit.retry.min-wait-ms", "0"},
                         {"commit.retry.max-wait-ms", "-1"}};
  CommitRetries retries(metadata);
  const Error conflict = fail(ErrorKind::kConflict, "x").error();
  EXPECT_FALSE(retries.wait_for_next(fail(ErrorKind::kNotFound, "x").error()));
  EXPECT_TRUE(retries.wait_for_next(conflict));
  EXPECT_TRUE(retries.wait_for_next(conflict));
  EXPECT_FALSE(retries.wait_for_next(conflict));
}

}  // namespace
}  // namespace eigenlake::iceberg
