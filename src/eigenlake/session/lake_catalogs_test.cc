// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_catalogs.h"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/session/open_lake.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"
#include "eigenlake/session/testing/scratch_folder.h"
#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using Action = iceberg::CatalogCopyStep::Action;

/// A lake in a folder, with one experiment.
class LakeCatalogsTest : public ::testing::Test {
 protected:
  LakeCatalogsTest() { fill_lake(open(), 1, 1); }
  LakeLocation location() const { return {.lake = folder_.place("lake"), .raw = {}, .warehouse = {}}; }
  Lake open() const { return open_lake({.location = location()}, LakeAccess::kWrite).value(); }
  /// The lake by the catalog of its warehouse, whatever catalog it has.
  Lake open_by_warehouse() const { return Lake::open(location(), LakeAccess::kRead).value(); }
  iceberg::CatalogOptions options_of(const std::string& database) const {
    return {iceberg::CatalogOptions::Kind::kSql, "sqlite:" + folder_.place(database), "quantum_sql"};
  }
  CatalogCopyReport copy(CatalogCopyRequest request) const {
    request.target = options_of("catalog.db");
    auto report = copy_to_catalog(open_by_warehouse(), request);
    EXPECT_TRUE(report) << report.error().to_string();
    return report.value_or(CatalogCopyReport());
  }
  /// What tables were copied to.
  std::shared_ptr<iceberg::Catalog> target(const Lake& lake) const {
    return iceberg::open_catalog(options_of("catalog.db"), lake.shared_warehouse_store()).value();
  }
  static Action action_of(const CatalogCopyReport& report, const std::string& table) {
    for (const auto& step : report.steps)
      if (step.identifier.name == table) return step.action;
    ADD_FAILURE() << table;
    return {};
  }
  static CatalogEntry entry_of(const CatalogListing& listing, const std::string& table) {
    const auto found = std::ranges::find(listing.entries, "quantum_features." + table, &CatalogEntry::table);
    EXPECT_NE(found, listing.entries.end()) << table;
    return found == listing.entries.end() ? CatalogEntry() : *found;
  }

  const ScratchFolder folder_;
};

TEST_F(LakeCatalogsTest, EachTableIsListedWithItsNewestMetadata) {
  const Lake lake = open();
  const auto listing = list_catalog(lake);
  ASSERT_TRUE(listing) << listing.error().to_string();
  EXPECT_FALSE(listing->unreadable);
  EXPECT_FALSE(listing->incomplete);
  const auto table = lake.catalog().load_table(table_identifier("molecules")).value();
  EXPECT_EQ(entry_of(*listing, "molecules").uuid, table.metadata().table_uuid);
  EXPECT_EQ(entry_of(*listing, "molecules").metadata_uri, table.metadata_uri());
}

TEST_F(LakeCatalogsTest, DamagedForeignTableIsLeftOutAndOursIsAnError) {
  const Lake lake = open();
  put_foreign_table(lake, "abacus", 1);
  damage_table(lake, "abacus");
  const auto listing = list_catalog(lake);
  ASSERT_TRUE(listing) << listing.error().to_string();
  EXPECT_THAT(listing->left_out, ElementsAre(Key("abacus")));
  EXPECT_FALSE(listing->unreadable);
  damage_table(lake, "molecules");
  const auto worse = list_catalog(lake);
  ASSERT_TRUE(worse) << worse.error().to_string();
  EXPECT_TRUE(worse->unreadable);
  EXPECT_NE(entry_of(*worse, "vqe_results").uuid, "") << "the others are listed all the same";
}

TEST_F(LakeCatalogsTest, DryRunMakesNothing) {
  const auto report = copy({.dry_run = true});
  EXPECT_EQ(action_of(report, "molecules"), Action::kRegister);
  EXPECT_FALSE(report.is_used);
  EXPECT_THAT(target(open())->list_tables("quantum_features").value(), IsEmpty());
}

TEST_F(LakeCatalogsTest, CopyIsCurrentUntilTheLakeChanges) {
  EXPECT_EQ(action_of(copy({}), "molecules"), Action::kRegister);
  EXPECT_EQ(action_of(copy({}), "molecules"), Action::kKeep);
  fill_lake(open(), 2, 1);
  CatalogCopyRequest again{.target = options_of("catalog.db")};
  EXPECT_FALSE(copy_to_catalog(open(), again)) << "only by force";
  EXPECT_EQ(action_of(copy({.force = true}), "molecules"), Action::kRepoint);
  const Lake lake = open();
  EXPECT_EQ(target(lake)->load_table(table_identifier("molecules"))->metadata_uri(),
            lake.catalog().load_table(table_identifier("molecules"))->metadata_uri());
}

TEST_F(LakeCatalogsTest, CopyBecomesTheLakesCatalogOnRequest) {
  EXPECT_TRUE(copy({.use = true}).is_used);
  EXPECT_TRUE(open().catalog().commits_together());
}

TEST_F(LakeCatalogsTest, LakeWithALostTableIsNotCopied) {
  const Lake lake = open();
  lose_table(lake, "molecules");
  const auto copied = copy_to_catalog(lake, {.target = options_of("catalog.db")});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorKind::kStore);
}

TEST_F(LakeCatalogsTest, TableIsRegisteredByItsNewestMetadataFile) {
  copy({.use = true});
  const Lake by_warehouse = open_by_warehouse();
  put_foreign_table(by_warehouse, "abacus", 1);
  const auto table = by_warehouse.catalog().load_table(table_identifier("abacus")).value();
  const Lake other = open();
  const auto planned = register_in_catalog(other, table_identifier("abacus"), {}, true);
  ASSERT_TRUE(planned) << planned.error().to_string();
  EXPECT_EQ(*planned, table.metadata_uri());
  EXPECT_FALSE(*other.catalog().table_exists(table_identifier("abacus")));
  ASSERT_TRUE(register_in_catalog(other, table_identifier("abacus"), {}, false));
  EXPECT_EQ(other.catalog().load_table(table_identifier("abacus"))->metadata().table_uuid,
            table.metadata().table_uuid);
  EXPECT_EQ(register_in_catalog(other, table_identifier("abacus"), {}, false).error().kind,
            ErrorKind::kAlreadyExists);
}

TEST_F(LakeCatalogsTest, EarlierMetadataFileCanBeChosen) {
  copy({.use = true});
  put_foreign_table(open_by_warehouse(), "abacus", 1);
  const std::string first =
      folder_.place("lake/features/warehouse/quantum_features/abacus/metadata/v1.metadata.json");
  ASSERT_TRUE(fs::exists(first));
  const Lake other = open();
  const auto registered = register_in_catalog(other, table_identifier("abacus"), first, false);
  ASSERT_TRUE(registered) << registered.error().to_string();
  EXPECT_EQ(other.catalog().load_table(table_identifier("abacus"))->metadata().current_snapshot(), nullptr);
}

TEST_F(LakeCatalogsTest, AmbiguousMetadataFileIsRejected) {
  copy({.use = true});
  const Lake other = open();
  EXPECT_EQ(register_in_catalog(other, table_identifier("abacus"), {}, true).error().kind,
            ErrorKind::kNotFound);
  for (const char* name : {"00007-a.metadata.json", "00007-b.metadata.json", "00006-c.metadata.json"})
    ASSERT_TRUE(other.warehouse_store().put(std::string("quantum_features/abacus/metadata/") + name, "{}"));
  const auto two = register_in_catalog(other, table_identifier("abacus"), {}, true);
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().kind, ErrorKind::kUsage);
  for (const char* name : {"00007-a", "00007-b"}) EXPECT_THAT(two.error().message, HasSubstr(name));
}

TEST_F(LakeCatalogsTest, PointersFollowAMovedLake) {
  copy({.use = true});
  fs::rename(folder_.place("lake"), folder_.place("moved"));
  LakeAddress address{.location = {.lake = folder_.place("moved"), .raw = {}, .warehouse = {}}};
  const auto lake = open_lake(address, LakeAccess::kRead);
  ASSERT_TRUE(lake) << lake.error().to_string();
  const auto plan = relocate_catalog(*lake, true);
  ASSERT_TRUE(plan) << plan.error().to_string();
  ASSERT_FALSE(plan->empty());
  for (const auto& relocation : *plan) EXPECT_TRUE(relocation.moves()) << relocation.from;
  ASSERT_TRUE(relocate_catalog(*lake, false));
  const auto after = relocate_catalog(*lake, true).value();
  for (const auto& relocation : after) {
    EXPECT_FALSE(relocation.moves());
    EXPECT_THAT(relocation.to, HasSubstr(folder_.place("moved")));
  }
}

TEST_F(LakeCatalogsTest, WarehouseCatalogHasNoPointersToMove) {
  EXPECT_EQ(relocate_catalog(open(), true).error().kind, ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace eigenlake
