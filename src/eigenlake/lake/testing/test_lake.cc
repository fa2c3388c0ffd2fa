// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/testing/test_lake.h"

#include <atomic>
#include <cstdlib>

#include <gtest/gtest.h>
#include <unistd.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/catalog/sql/sql_catalog.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/file_lock.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {

struct TestLake::Life {
  std::atomic<uint64_t> calls = 0;
  uint64_t calls_max = 0;
  std::function<void(std::string_view)> watch;

  /// Before a call that changes something.
  Result<> write_step(std::string_view key) {
    ++calls;
    return read_step(key);
  }
  Result<> read_step(std::string_view key) const {
    if (watch) watch(key);
    if (calls <= calls_max) return {};
    return fail(ErrorKind::kStore, "the writer is dead");
  }
};

namespace {

/// Passes calls on until its life is over. A writer that is killed before `finish` leaves nothing.
template <typename Life>
class DyingStore final : public ObjectStore {
 public:
  DyingStore(std::shared_ptr<ObjectStore> inner, std::shared_ptr<Life> life)
      : inner_(std::move(inner)), life_(std::move(life)) {}

  Result<std::string> get(std::string_view key) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->read_step(key));
    return inner_->get(key);
  }
  Result<std::string> get_range(std::string_view key, uint64_t offset, uint64_t length) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->read_step(key));
    return inner_->get_range(key, offset, length);
  }
  Result<> put(std::string_view key, std::string_view bytes) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->write_step(key));
    return inner_->put(key, bytes);
  }
  Result<> put_if_absent(std::string_view key, std::string_view bytes) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->write_step(key));
    return inner_->put_if_absent(key, bytes);
  }
  Result<std::unique_ptr<ObjectWriter>> open_writer(std::string_view key) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->write_step(key));
    EIGENLAKE_ASSIGN_OR_RETURN(auto writer, inner_->open_writer(key));
    return std::make_unique<Writer>(std::move(writer), life_, std::string(key));
  }
  Result<> remove(std::string_view key) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->write_step(key));
    return inner_->remove(key);
  }
  Result<ObjectInfo> head(std::string_view key) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->read_step(key));
    return inner_->head(key);
  }
  Result<std::vector<ObjectInfo>> list(std::string_view prefix) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->read_step(prefix));
    return inner_->list(prefix);
  }
  Result<std::vector<std::string>> list_names(std::string_view prefix) override {
    EIGENLAKE_RETURN_IF_ERROR(life_->read_step(prefix));
    return inner_->list_names(prefix);
  }
  std::string uri_of(std::string_view key) const override { return inner_->uri_of(key); }
  Result<std::string> key_of(std::string_view uri) const override { return inner_->key_of(uri); }

 private:
  class Writer final : public ObjectWriter {
   public:
    Writer(std::unique_ptr<ObjectWriter> inner, std::shared_ptr<Life> life, std::string key)
        : inner_(std::move(inner)), life_(std::move(life)), key_(std::move(key)) {}
    Result<> write(std::string_view bytes) override { return inner_->write(bytes); }
    Result<> finish() override {
      EIGENLAKE_RETURN_IF_ERROR(life_->write_step(key_));
      return inner_->finish();
    }

   private:
    std::unique_ptr<ObjectWriter> inner_;
    std::shared_ptr<Life> life_;
    std::string key_;
  };

  std::shared_ptr<ObjectStore> inner_;
  std::shared_ptr<Life> life_;
};

}  // namespace

RunRecord small_record(int number, int num_iterations) {
  RunRecord record;
  record.backend = "eigenlake_exact";
  record.basis_set = "sto3g";
  record.num_qubits = 4;
  record.num_parameters = 2;
  record.optimizer = "L-BFGS-B";
  record.ansatz = "OPENQASM 3.0;";
  record.noise_backend = "undef";
  record.seed = number;
  record.symbols = {"H", "H"};
  record.coords = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.74}};
  record.units = "angstrom";
  record.hamiltonian = {{"IIII", -0.8, 0.0}, {"XXYY", 0.1, 0.0}};
  record.initial_parameters = {0.5, 0.5};
  record.optimal_parameters = {0.25, 0.5};
  record.success = true;
  record.vqe_time = 2.0;
  for (int i = 1; i <= num_iterations; ++i) {
    const double energy = -1.0 - 0.25 * i;
    const uint64_t begin = record.iteration_parameters.size();
    record.iteration_parameters.insert(record.iteration_parameters.end(), {0.5 / i, 0.5});
    record.iteration_list.push_back(
        {i, energy, 0.0, i == 1 ? std::nullopt : std::optional(-0.25), {}, energy, begin, begin + 2});
    record.minimum = energy;
  }
  return record;
}

TestLake::TestLake(Catalog catalog)
    : catalog_(catalog),
      raw_store_(std::make_shared<InMemoryObjectStore>("raw")),
      store_(std::make_shared<InMemoryObjectStore>("lake")),
      state_store_(std::make_shared<InMemoryObjectStore>("state")) {
  std::string pattern = (std::filesystem::temp_directory_path() / "eigenlake_test_XXXXXX").string();
  EIGENLAKE_ASSERT(::mkdtemp(pattern.data()) != nullptr);
  root_ = pattern;
}

TestLake::~TestLake() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

void TestLake::copy_from(const TestLake& other) {
  const auto copy = [](ObjectStore& from, ObjectStore& to) {
    const auto objects = from.list("").value();
    for (const auto& object : objects)
      EIGENLAKE_ASSERT(to.put(object.key, from.get(object.key).value()).has_value());
  };
  copy(*other.raw_store_, *raw_store_);
  copy(*other.store_, *store_);
  copy(*other.state_store_, *state_store_);
}

LakeParts TestLake::parts() const {
  LakeParts parts;
  parts.roots.name = root_.string();
  parts.raw = raw_store_;
  parts.warehouse = store_;
  parts.state = state_store_;
  parts.locks = std::make_shared<FileLocks>(root_);
  return parts;
}

std::shared_ptr<iceberg::Catalog> TestLake::catalog(std::shared_ptr<ObjectStore> warehouse) const {
  if (catalog_ == Catalog::kHadoop) return nullptr;
  const auto uri = iceberg::parse_database_uri("sqlite:" + (root_ / "catalog.db").string());
  return std::make_shared<iceberg::SqlCatalog>(*uri, "test", iceberg::TablePlaces(std::move(warehouse)));
}

Lake TestLake::open(LakeAccess access) const {
  LakeParts healthy = parts();
  healthy.catalog = catalog(healthy.warehouse);
  auto lake = Lake::open_parts(std::move(healthy), access);
  EIGENLAKE_ASSERT(lake.has_value());
  return *std::move(lake);
}

Lake TestLake::open_dying(uint64_t calls_max, std::function<void(std::string_view)> watch,
                          LakeAccess access) const {
  open();  // Makes format.json, so that the counting begins with the work.
  life_ = std::make_shared<Life>();
  life_->calls_max = UINT64_MAX;
  LakeParts dying = parts();
  dying.raw = std::make_shared<DyingStore<Life>>(raw_store_, life_);
  dying.warehouse = std::make_shared<DyingStore<Life>>(store_, life_);
  dying.state = std::make_shared<DyingStore<Life>>(state_store_, life_);
  dying.catalog = catalog(dying.warehouse);
  auto lake = Lake::open_parts(std::move(dying), access);
  EIGENLAKE_ASSERT(lake.has_value());
  life_->watch = std::move(watch);
  life_->calls = 0;
  life_->calls_max = calls_max;
  return *std::move(lake);
}

Lake TestLake::open_faulty(StoreFault fault, Store store) const {
  const auto open_with = [&](StoreFault spoiled) {
    LakeParts faulty = parts();
    auto& part = store == Store::kRaw         ? faulty.raw
                 : store == Store::kWarehouse ? faulty.warehouse
                                              : faulty.state;
    faulty_ = std::make_shared<FaultyObjectStore>(part, spoiled);
    part = faulty_;
    faulty.catalog = catalog(faulty.warehouse);
    return Lake::open_parts(std::move(faulty), LakeAccess::kWrite);
  };
  open();  // Makes format.json.
  EIGENLAKE_ASSERT(open_with({}).has_value());
  opening_calls_ = faulty_->calls();
  if (fault.call > 0) fault.call += opening_calls_;
  auto lake = open_with(fault);
  EIGENLAKE_ASSERT(lake.has_value());
  return *std::move(lake);
}

uint64_t TestLake::faulty_calls() const {
  return faulty_->calls() - opening_calls_;
}

uint64_t TestLake::calls() const {
  return life_->calls;
}

void TestLake::put_avro(const std::string& name, const std::vector<RunRecord>& records) {
  put_bytes(name, write_records_avro(records).value());
}

void TestLake::put_json(const std::string& name, const std::vector<RunRecord>& records) {
  std::string text;
  for (const auto& record : records) {
    append_record_json(text, record);
    text += '\n';
  }
  put_bytes(name, text);
}

void TestLake::put_bytes(const std::string& name, const std::string& bytes) {
  EIGENLAKE_ASSERT(raw_store_->put(std::string(kRawPrefix) + name, bytes).has_value());
}

void TestLake::put_foreign(const std::string& name, const std::string& bytes) {
  raw_store_->put_foreign(std::string(kRawPrefix) + name, bytes);
}

void TestLake::remove_raw(const std::string& name) {
  EIGENLAKE_ASSERT(raw_store_->remove(std::string(kRawPrefix) + name).has_value());
}

LakeContents visible_contents(const Lake& lake) {
  static constexpr std::array<std::string_view, 1> kColumns = {"experiment_id"};
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  LakeContents contents;
  for (const auto& [name, table] : tables.tables()) {
    if (name == kAuditTable || name == kLedgerTable || table_definition(name).is_side) continue;
    const auto* snapshot = visible_snapshot(table.metadata(), log);
    if (snapshot == nullptr) continue;
    EXPECT_TRUE(read_table(table, snapshot->snapshot_id, kColumns, {}, [&](const TableChunk& chunk) {
      contents.rows[name] += chunk.num_rows();
      for (int64_t row = 0; row < chunk.num_rows(); ++row)
        contents.experiments[name].emplace(chunk.string(0, row));
    }));
  }
  return contents;
}

}  // namespace eigenlake
