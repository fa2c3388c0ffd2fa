// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/object_store.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "eigenlake/object_store/fake_s3.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/object_store/local_file.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/object_store/test_s3_server.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// A fresh folder that is removed with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "object_store_test.XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// What every store promises, tested with each of them.
class ObjectStoreContract : public testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    if (GetParam() == "local") store_ = std::make_unique<LocalObjectStore>(folder_.path() / "top");
    if (GetParam() == "memory") store_ = std::make_unique<InMemoryObjectStore>();
    if (GetParam() == "faulty") {
      store_ = std::make_unique<FaultyObjectStore>(std::make_shared<InMemoryObjectStore>(), StoreFault{});
    }
    if (GetParam() == "s3_fake") {
      fake_ = std::make_unique<TestHttpServer>(FakeS3());
      store_ = *S3ObjectStore::open(
          "s3://bucket/top", {.endpoint = fake_->endpoint(), .credentials = {Secret("A"), Secret("s")}});
    }
    if (GetParam() == "s3_server") {
      server_ = TestS3Server::find();
      if (server_ == nullptr) GTEST_SKIP() << "EIGENLAKE_TEST_S3_ENDPOINT names no server";
      store_ = server_->open();
    }
  }

  static std::vector<std::string> keys_of(const Result<std::vector<ObjectInfo>>& infos) {
    EXPECT_TRUE(infos) << infos.error().to_string();
    std::vector<std::string> keys;
    for (const ObjectInfo& info : *infos) keys.push_back(info.key);
    return keys;
  }
  std::vector<std::string> listed(std::string_view prefix) { return keys_of(store_->list(prefix)); }
  std::vector<std::string> listed_after(std::string_view prefix, std::string_view start_after) {
    return keys_of(store_->list_after(prefix, start_after));
  }
  /// False where the store rejects creation: then that is all it promises.
  bool creates_exclusively() {
    if (*store_->honours_put_if_absent()) return true;
    EXPECT_EQ(store_->put_if_absent("v1", "mine").error().kind, ErrorKind::kUnsupported);
    EXPECT_FALSE(*store_->exists("v1"));
    return false;
  }

  TemporaryFolder folder_;
  std::unique_ptr<TestHttpServer> fake_;
  std::unique_ptr<TestS3Server> server_;
  std::unique_ptr<ObjectStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Stores, ObjectStoreContract,
                         testing::Values("local", "memory", "faulty", "s3_fake", "s3_server"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(ObjectStoreContract, GetReturnsWhatPutWrote) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(store_->put("x/y/z.bin", bytes));
  EXPECT_EQ(*store_->get("x/y/z.bin"), bytes);
  ASSERT_TRUE(store_->put("x/y/z.bin", "second"));
  EXPECT_EQ(*store_->get("x/y/z.bin"), "second");
}

TEST_P(ObjectStoreContract, MissingObjectIsNotFound) {
  EXPECT_EQ(store_->get("none").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(store_->head("none").error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(*store_->exists("none"));
  EXPECT_TRUE(store_->remove("none"));
}

TEST_P(ObjectStoreContract, RangeBeyondEndIsRejected) {
  ASSERT_TRUE(store_->put("a", "0123456789"));
  EXPECT_EQ(*store_->get_range("a", 3, 4), "3456");
  EXPECT_EQ(*store_->get_range("a", 10, 0), "");
  EXPECT_EQ(store_->get_range("a", 8, 3).error().kind, ErrorKind::kStore);
  EXPECT_EQ(store_->get_range("a", ~0ull, 2).error().kind, ErrorKind::kStore);
}

TEST_P(ObjectStoreContract, PutIfAbsentNeverReplaces) {
  if (!creates_exclusively()) return;
  ASSERT_TRUE(store_->put_if_absent("v1", "mine"));
  EXPECT_EQ(store_->put_if_absent("v1", "yours").error().kind, ErrorKind::kAlreadyExists);
  EXPECT_EQ(store_->put_unsynced_if_absent("v1", "hers").error().kind, ErrorKind::kAlreadyExists);
  ASSERT_TRUE(store_->put_unsynced_if_absent("v2", "hers"));
  EXPECT_EQ(store_->get("v2").value(), "hers");
  EXPECT_EQ(*store_->get("v1"), "mine");
}

TEST_P(ObjectStoreContract, PiecesBecomeOneObjectInOrder) {
  if (!creates_exclusively()) return;
  const std::string large(200'000, 'x');
  const std::vector<std::string_view> pieces = {"a", "", "b", large, "c", large, large, "d"};
  ASSERT_TRUE(store_->put_pieces_if_absent("v1", pieces));
  EXPECT_EQ(*store_->get("v1"), "ab" + large + "c" + large + large + "d");
  EXPECT_EQ(store_->put_pieces_if_absent("v1", pieces).error().kind, ErrorKind::kAlreadyExists);
  ASSERT_TRUE(store_->put_pieces_if_absent("v2", {}));
  EXPECT_EQ(*store_->get("v2"), "");
}

TEST_P(ObjectStoreContract, OfManyCreatorsExactlyOneWins) {
  if (!creates_exclusively()) return;
  std::atomic<int> winners = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back(
          [&, i] { winners += store_->put_if_absent("v1", std::to_string(i)).has_value() ? 1 : 0; });
    }
  }
  EXPECT_EQ(winners, 1);
}

TEST_P(ObjectStoreContract, WriterShowsNothingBeforeFinish) {
  {
    auto abandoned = *store_->open_writer("w/abandoned");
    ASSERT_TRUE(abandoned->write("half"));
  }
  auto writer = *store_->open_writer("w/whole");
  ASSERT_TRUE(writer->write("one "));
  ASSERT_TRUE(writer->write("two"));
  EXPECT_TRUE(listed("w/").empty());
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(*store_->get("w/whole"), "one two");
  EXPECT_EQ(listed("w/"), std::vector<std::string>{"w/whole"});
}

TEST_P(ObjectStoreContract, ListIsOrderedAndByPrefix) {
  const std::vector<NewObject> objects = {{"t/b/2", ""}, {"t/a", "1"}, {"t/b/1", ""}, {"tt/c", ""}};
  ASSERT_TRUE(store_->put_all(objects));
  EXPECT_EQ(listed("t/"), (std::vector<std::string>{"t/a", "t/b/1", "t/b/2"}));
  EXPECT_EQ(listed("t"), (std::vector<std::string>{"t/a", "t/b/1", "t/b/2", "tt/c"}));
  EXPECT_EQ(listed("t/b/1"), std::vector<std::string>{"t/b/1"});
  EXPECT_TRUE(listed("nowhere/").empty());
  EXPECT_EQ(*store_->list_names("t/"), (std::vector<std::string>{"a", "b/"}));
  const auto without = [&](const std::vector<KeyRange>& left_out) {
    std::vector<std::string> keys;
    const auto infos = store_->list_without("t/", left_out).value();
    for (const auto& info : infos) keys.push_back(info.key);
    return keys;
  };
  EXPECT_EQ(without({}), (std::vector<std::string>{"t/a", "t/b/1", "t/b/2"}));
  EXPECT_EQ(without({{"t/a", "t/a"}}), (std::vector<std::string>{"t/b/1", "t/b/2"}));
  EXPECT_EQ(without({{"t/b", "t/b/1"}}), (std::vector<std::string>{"t/a", "t/b/2"}));
  EXPECT_EQ(without({{"t/a", "t/b"}}), (std::vector<std::string>{"t/b/1", "t/b/2"}));
  EXPECT_EQ(without({{"a", "t/a"}, {"t/b/15", "z"}}), std::vector<std::string>{"t/b/1"});
  EXPECT_TRUE(without({{"t/a", "t/c"}}).empty());
}

TEST_P(ObjectStoreContract, ListAfterBeginsBehindKey) {
  const std::vector<NewObject> objects = {
      {"t/a+0+01", ""}, {"t/a+0+02", ""}, {"t/b/1", ""}, {"t/b0", ""}, {"u", ""}};
  ASSERT_TRUE(store_->put_all(objects));
  EXPECT_EQ(listed_after("t/", "t/a+0+01"), (std::vector<std::string>{"t/a+0+02", "t/b/1", "t/b0"}));
  EXPECT_EQ(listed_after("t/a+0+", "t/a+0+01"), std::vector<std::string>{"t/a+0+02"});
  EXPECT_EQ(listed_after("t/", "t/a+0+015"), (std::vector<std::string>{"t/a+0+02", "t/b/1", "t/b0"}));
  EXPECT_EQ(listed_after("t/", "t/b/0"), (std::vector<std::string>{"t/b/1", "t/b0"}));
  EXPECT_EQ(listed_after("t/", "t/b/1"), std::vector<std::string>{"t/b0"});
  EXPECT_EQ(listed_after("t/", "a").size(), 4u) << "before the prefix";
  EXPECT_TRUE(listed_after("t/", "t/z").empty());
}

TEST_P(ObjectStoreContract, RemoveAllIgnoresMissingObjects) {
  const std::vector<NewObject> objects = {{"a", "1"}, {"b/c", "2"}, {"d", "3"}};
  ASSERT_TRUE(store_->put_all(objects));
  const std::vector<std::string> keys = {"a", "none", "b/c"};
  ASSERT_TRUE(store_->remove_all(keys));
  EXPECT_EQ(listed(""), std::vector<std::string>{"d"});
  EXPECT_TRUE(store_->remove_all({}));
}

TEST_P(ObjectStoreContract, EtagChangesWithContent) {
  ASSERT_TRUE(store_->put("a", "1"));
  const ObjectInfo first = *store_->head("a");
  EXPECT_EQ(first.size_bytes, 1u);
  ASSERT_TRUE(store_->put("a", "22"));
  EXPECT_NE(store_->head("a")->etag, first.etag);
}

TEST_P(ObjectStoreContract, EscapingKeysAreRejected) {
  for (const char* key : {"", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".hidden"}) {
    EXPECT_EQ(store_->put(key, "x").error().kind, ErrorKind::kInvalidInput) << key;
  }
}

TEST_P(ObjectStoreContract, KeyOfInvertsUriOf) {
  EXPECT_EQ(*store_->key_of(store_->uri_of("a/b=c%28")), "a/b=c%28");
  EXPECT_EQ(*store_->key_of(store_->uri_of("")), "");
  EXPECT_EQ(store_->key_of("file:///elsewhere/a").error().kind, ErrorKind::kNotFound);
}

TEST(LocalObjectStore, KeyOfTakesAllSpellingsOfFileUri) {
  const LocalObjectStore store("/lake/warehouse");
  for (const char* uri :
       {"file:///lake/warehouse/db/t", "file:/lake/warehouse/db/t", "/lake/warehouse/db/t"}) {
    EXPECT_EQ(*store.key_of(uri), "db/t") << uri;
  }
  for (const char* uri :
       {"file:///lake/warehouse//db/./t", "//lake/./warehouse/db//t/", "file:/lake/warehouse/./db/t"})
    EXPECT_EQ(*store.key_of(uri), "db/t") << uri;
  EXPECT_EQ(store.key_of("/lake/warehouse2/db").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(store.uri_of("db"), "file:///lake/warehouse/db");
}

TEST(LocalObjectStore, TemporariesOfDeadProcessAreHiddenAndRemovable) {
  const TemporaryFolder folder;
  LocalObjectStore store(folder.path());
  ASSERT_TRUE(store.put("t/a", "x"));
  std::ofstream(folder.path() / "t" / ".a.123.0.tmp") << "half";
  EXPECT_EQ(store.list("t/")->size(), 1u);
  EXPECT_EQ(*store.list_names("t/"), std::vector<std::string>{"a"});
  EXPECT_EQ(*store.remove_stale_temporaries("t", 3600), 0);
  EXPECT_EQ(*store.remove_stale_temporaries("t", 0), 1);
  EXPECT_FALSE(fs::exists(folder.path() / "t" / ".a.123.0.tmp"));
}

TEST(LocalObjectStore, FileInPlaceOfFolderIsErrorWithPath) {
  const TemporaryFolder folder;
  LocalObjectStore store(folder.path());
  ASSERT_TRUE(store.put("t", "x"));
  const auto result = store.put("t/a", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kStore);
  EXPECT_EQ(store.get("t/a").error().kind, ErrorKind::kNotFound);
  EXPECT_NE(result.error().message.find("/t/"), std::string::npos) << result.error().message;
}

TEST(LocalObjectStore, UncreatableFolderIsErrorAtEveryDepth) {
  for (const char* root : {"/proc/no_lake", "/proc/no/lake"}) {
    LocalObjectStore store(root);
    EXPECT_FALSE(store.put("t/a", "x")) << root;
  }
}

TEST(LocalObjectStore, UnreadableFolderFailsList) {
  const TemporaryFolder folder;
  LocalObjectStore store(folder.path());
  ASSERT_TRUE(store.put("t/below/a", "x"));
  fs::create_symlink("nowhere", folder.path() / "t" / "dangling");
  fs::create_symlink("loop", folder.path() / "t" / "loop");
  EXPECT_EQ(store.list("t/")->size(), 1u);

  // Room for one more descriptor: that of t, not that of t/below. Permissions would not stop root.
  const int next_descriptor = ::dup(0);
  ::close(next_descriptor);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit narrow{static_cast<rlim_t>(next_descriptor) + 1, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &narrow), 0);
  const auto listed = store.list("t/");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().kind, ErrorKind::kStore);
  EXPECT_NE(listed.error().message.find("t/below"), std::string::npos) << listed.error().message;
}

TEST(DurableFolders, SynchronisesFolderAndParentsOnce) {
  const TemporaryFolder folder;
  const fs::path leaf = folder.path() / "a" / "b";
  fs::create_directories(leaf);
  DurableFolders folders(folder.path());
  EXPECT_TRUE(folders.sync_names_of({&leaf, 1}));
  fs::remove_all(folder.path() / "a");
  EXPECT_TRUE(folders.sync_names_of({&leaf, 1})) << "known, so not looked at again";
  const fs::path above = leaf.parent_path();
  EXPECT_TRUE(folders.sync_names_of({&above, 1})) << "known with what it leads to";
  const fs::path other = above / "c";
  const auto missing = folders.sync_names_of({&other, 1});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(folders.sync_names_of(std::vector{folder.path()}));
}

TEST(LocalObjectStore, FullDiskIsStoreError) {
  errno = ENOSPC;
  const Error error = fail_with_errno("write", "/lake/a").error();
  EXPECT_EQ(exit_code_of(error.kind), ExitCode::kStore);
  EXPECT_NE(error.message.find("/lake/a"), std::string::npos);
}

TEST(FaultyObjectStore, LostReplyTakesEffectAndFailDoesNot) {
  auto inner = std::make_shared<InMemoryObjectStore>();
  FaultyObjectStore failing(inner, {1, StoreFault::Kind::kFail, false});
  EXPECT_EQ(failing.put("a", "x").error().kind, ErrorKind::kStore);
  EXPECT_FALSE(*inner->exists("a"));
  FaultyObjectStore losing(inner, {1, StoreFault::Kind::kLoseReply, false});
  EXPECT_EQ(losing.put("a", "x").error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(*inner->exists("a"));
}

TEST(FaultyObjectStore, DelayedCallTakesEffectWithTheNext) {
  auto inner = std::make_shared<InMemoryObjectStore>();
  FaultyObjectStore store(inner, {1, StoreFault::Kind::kDelay, false});
  EXPECT_FALSE(store.put("a", "x"));
  EXPECT_FALSE(*inner->exists("a"));
  EXPECT_EQ(*store.get("a"), "x");
}

TEST(FaultyObjectStore, EveryCallCounts) {
  FaultyObjectStore store(std::make_shared<InMemoryObjectStore>(), {});
  const std::vector<NewObject> objects = {{"a", "1"}, {"b", "2"}};
  const std::vector<std::string> keys = {"a", "b"};
  ASSERT_TRUE(store.put_all(objects));
  EXPECT_EQ(store.calls(), 2u);
  EXPECT_EQ(store.list_after("", "a")->size(), 1u);
  EXPECT_TRUE(*store.honours_put_if_absent());
  EXPECT_EQ(store.calls(), 4u);
  ASSERT_TRUE(store.remove_all(keys));
  EXPECT_EQ(store.calls(), 6u);
}

TEST(FaultyObjectStore, TearHalvesReadsAndLeavesNoKey) {
  auto inner = std::make_shared<InMemoryObjectStore>();
  ASSERT_TRUE(inner->put("a", "1234"));
  FaultyObjectStore reading(inner, {1, StoreFault::Kind::kTear, false});
  EXPECT_EQ(*reading.get("a"), "12");
  FaultyObjectStore writing(inner, {1, StoreFault::Kind::kTear, true});
  EXPECT_FALSE(writing.put("b", "1234"));
  EXPECT_FALSE(*inner->exists("b"));
  EXPECT_FALSE(writing.get("a")) << "dead afterwards";
}

}  // namespace
}  // namespace eigenlake
