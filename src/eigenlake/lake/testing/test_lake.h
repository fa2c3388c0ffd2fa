// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// A small record with everything that the tables take; `number` makes it an experiment of its own.
RunRecord small_record(int number, int num_iterations = 3);

/// Rows and experiment ids of each table, but of ledger, audit table and side tables.
struct LakeContents {
  std::map<std::string, int64_t> rows;
  std::map<std::string, std::set<std::string>> experiments;
};

/// What readers see: each table at its visible snapshot.
LakeContents visible_contents(const Lake& lake);

/// A lake whose stores live in memory and survive the Lake objects over them, so that a test can let a writer
/// die and look at what it left. Only the lock and an
/// SQL catalog are files, in a temporary folder.
class TestLake {
 public:
  enum class Catalog { kHadoop, kSqlite };
  explicit TestLake(Catalog catalog = Catalog::kHadoop);
  ~TestLake();

  /// Puts the objects of another lake into this empty one; their etags become others.
  void copy_from(const TestLake& other);

  /// A lake over the healthy stores.
  Lake open(LakeAccess access = LakeAccess::kWrite) const;
  /// A lake whose store calls that change something, counted over both stores, work up to number `calls_max`;
  /// then every call fails, as if the process had been killed. `watch` gets the key before each call.
  Lake open_dying(uint64_t calls_max, std::function<void(std::string_view key)> watch = {},
                  LakeAccess access = LakeAccess::kWrite) const;
  enum class Store { kRaw, kWarehouse, kState };
  /// A lake one of whose stores spoils one call (faulty_object_store.h), none where `fault.call` is 0.
  Lake open_faulty(StoreFault fault, Store store = Store::kWarehouse) const;
  /// Calls of that store made through the last open_faulty().
  uint64_t faulty_calls() const;
  /// Calls that change something made through the last open_dying().
  uint64_t calls() const;

  void put_avro(const std::string& name, const std::vector<RunRecord>& records);
  void put_json(const std::string& name, const std::vector<RunRecord>& records);
  void put_bytes(const std::string& name, const std::string& bytes);
  /// The same under a name that is ours to read, not to write.
  void put_foreign(const std::string& name, const std::string& bytes);
  void remove_raw(const std::string& name);
  ObjectStore& state_store() const { return *state_store_; }
  ObjectStore& warehouse() const { return *store_; }

 private:
  struct Life;
  LakeParts parts() const;
  /// The catalog of a lake over that warehouse; null for the lake's own.
  std::shared_ptr<iceberg::Catalog> catalog(std::shared_ptr<ObjectStore> warehouse) const;

  Catalog catalog_;
  std::filesystem::path root_;
  std::shared_ptr<InMemoryObjectStore> raw_store_;
  std::shared_ptr<ObjectStore> store_;
  std::shared_ptr<ObjectStore> state_store_;
  mutable std::shared_ptr<Life> life_;
  mutable std::shared_ptr<FaultyObjectStore> faulty_;
  mutable uint64_t opening_calls_ = 0;
};

}  // namespace eigenlake
