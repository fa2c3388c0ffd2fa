// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_object_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/digest.h"
#include "eigenlake/object_store/fake_s3.h"
#include "eigenlake/object_store/open_object_store.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A store on a server whose replies a test may change: `before` goes first, and the fake S3 answers where it
/// says nothing.
class S3ObjectStoreTest : public testing::Test {
 protected:
  S3ObjectStoreTest() {
    server_ = std::make_unique<TestHttpServer>([this](const SeenRequest& request) {
      std::optional<TestReply> reply = before ? before(request) : std::nullopt;
      return reply ? *reply : fake_(request);
    });
  }
  std::unique_ptr<S3ObjectStore> open(std::string_view uri = "s3://bucket/top", S3Options options = {}) {
    options.endpoint = server_->endpoint();
    options.credentials = {Secret("A"), Secret("s")};
    S3Clock clock = S3Clock::system();
    clock.sleep_for = [](auto) {};
    auto store = S3ObjectStore::open(uri, std::move(options), std::move(clock));
    EXPECT_TRUE(store) << store.error().to_string();
    return std::move(*store);
  }
  std::vector<std::string> keys_of(S3ObjectStore& store, std::string_view prefix,
                                   std::string_view after = "") {
    const auto objects = store.list_after(prefix, after);
    EXPECT_TRUE(objects) << objects.error().to_string();
    std::vector<std::string> keys;
    for (const ObjectInfo& object : *objects) keys.push_back(object.key);
    return keys;
  }
  size_t count_seen(const std::string& method, const std::string& part) const {
    size_t count = 0;
    for (const SeenRequest& request : server_->seen())
      count += request.method == method && request.target.find(part) != std::string::npos ? 1 : 0;
    return count;
  }

  std::function<std::optional<TestReply>(const SeenRequest&)> before;
  FakeS3 fake_;
  std::unique_ptr<TestHttpServer> server_;
};

TEST_F(S3ObjectStoreTest, SchemesNameSamePlaceAndOpenedOneIsWritten) {
  const auto store = open("s3a://bucket/top/");
  EXPECT_EQ(store->uri_of("db/t=1"), "s3a://bucket/top/db/t=1");
  EXPECT_EQ(store->uri_of(""), "s3a://bucket/top");
  for (const char* uri : {"s3://bucket/top/db/t", "s3a://bucket/top/db/t", "s3n://bucket/top/db/t"})
    EXPECT_EQ(*store->key_of(uri), "db/t");
  EXPECT_EQ(*store->key_of("s3://bucket/top"), "");
  for (const char* uri : {"s3://other/top/a", "s3://bucket/toped/a", "/top/a", "file:///bucket/top/a"})
    EXPECT_EQ(store->key_of(uri).error().kind, ErrorKind::kNotFound) << uri;
  EXPECT_EQ(*open("s3://bucket")->key_of("s3a://bucket/a"), "a");
}

TEST_F(S3ObjectStoreTest, PlaceMayBeHiddenButNotAmbiguous) {
  EXPECT_TRUE(open("s3://bucket/lake/.eigenlake")->put("a", "x"));
  EXPECT_TRUE(fake_.objects.contains("lake/.eigenlake/a"));
  const S3Options options{.credentials = {Secret("A"), Secret("s")}};
  for (const char* uri : {"s3://bucket/a/../b", "s3://bucket/./a", "s3://bucket/a//b"})
    EXPECT_EQ(S3ObjectStore::open(uri, options).error().kind, ErrorKind::kInvalidInput) << uri;
}

TEST_F(S3ObjectStoreTest, ForeignKeysAreListedOnRequestAndRead) {
  const auto store = open();
  const std::vector<std::string> keys = {"a/\x01\n\x7f", "a/+ \x02", "a/.hidden/b", "a/../b",
                                         "a//b",         "a/b",      "a/c/"};
  for (const std::string& key : keys) fake_.objects["top/" + key] = key;
  EXPECT_EQ(keys_of(*store, "a"), std::vector<std::string>({"a/\x01\n\x7f", "a/+ \x02", "a/b"}));
  const auto all = store->list_without("a", {});
  ASSERT_TRUE(all) << all.error().to_string();
  EXPECT_EQ(all->size(), keys.size());
  for (const ObjectInfo& object : *all) {
    EXPECT_EQ(*store->get(object.key), object.key);
    EXPECT_EQ(*store->get_range(object.key, 0, 2), "a/");
    EXPECT_EQ(store->head(object.key)->size_bytes, object.key.size());
  }
  for (const std::string& key : keys) {
    if (key == "a/b") continue;
    EXPECT_EQ(store->put(key, "x").error().kind, ErrorKind::kInvalidInput) << key;
    EXPECT_EQ(store->remove(key).error().kind, ErrorKind::kInvalidInput) << key;
  }
  EXPECT_EQ(store->get("").error().kind, ErrorKind::kInvalidInput);
}

TEST_F(S3ObjectStoreTest, LargeListingHasObjectNamedAsFolder) {
  const auto store = open();
  fake_.page_size = 3;
  for (int i = 0; i < 20; ++i) {
    fake_.objects[fmt::format("top/f{:02}/", i)] = "x";
    fake_.objects[fmt::format("top/f{:02}/a", i)] = "x";
  }
  EXPECT_EQ(store->list_without("f", {})->size(), 40u);
}

TEST_F(S3ObjectStoreTest, EncodedKeysRoundTrip) {
  const auto store = open();
  const std::vector<std::string> keys = {"a+0+1.avro", "b c=%20", "d&<e>", "ü/'ö'"};
  for (const std::string& key : keys) ASSERT_TRUE(store->put(key, key));
  EXPECT_EQ(keys_of(*store, ""), keys);
  for (const std::string& key : keys) EXPECT_EQ(*store->get(key), key);
  ASSERT_TRUE(store->remove_all(keys));
  EXPECT_TRUE(fake_.objects.empty());
  EXPECT_EQ(store->put("a\nb", "x").error().kind, ErrorKind::kInvalidInput);
}

TEST_F(S3ObjectStoreTest, MarkersOfFoldersAndHiddenObjectsAreNotListed) {
  const auto store = open();
  for (const char* key :
       {"top/", "top/t/", "top/t/a", "top/.eigenlake/x", "top/t/.part", "top/t//b", "topped"})
    fake_.objects[key] = "";
  EXPECT_THAT(keys_of(*store, ""), ElementsAre("t/a"));
  EXPECT_THAT(*store->list_names(""), ElementsAre("t/"));
  EXPECT_THAT(*store->list_names("t/"), ElementsAre("a"));
}

/// Keys of folders of uneven depth and size.
std::vector<std::string> uneven_keys() {
  std::vector<std::string> keys;
  for (int folder = 0; folder < 7; ++folder)
    for (int i = 0; i < 1 + folder * folder; ++i)
      keys.push_back(fmt::format("w/x/f{}/p={}/o{:03}", folder, i % 3, i));
  for (int i = 0; i < 40; ++i) keys.push_back(fmt::format("w/x/flat{:03}", i));
  for (int i = 0; i < 9; ++i) keys.push_back(fmt::format("w/x/small{}/only", i));
  keys.push_back("w/y");
  std::ranges::sort(keys);
  return keys;
}

TEST_F(S3ObjectStoreTest, ListingsCutIntoRangesHaveEveryKeyOnce) {
  const std::vector<std::string> keys = uneven_keys();
  for (const std::string& key : keys) fake_.objects["top/" + key] = "x";
  for (const size_t page_size : {1, 2, 3, 7, 20, 1000}) {
    for (const int parallelism : {1, 2, 8}) {
      fake_.page_size = page_size;
      const auto store = open("s3://bucket/top", {.parallelism = parallelism});
      EXPECT_EQ(keys_of(*store, "w/"), keys) << page_size << " " << parallelism;
      const std::string after = keys[keys.size() / 3];
      const std::vector<std::string> rest(keys.begin() + static_cast<ptrdiff_t>(keys.size() / 3) + 1,
                                          keys.end());
      EXPECT_EQ(keys_of(*store, "w/x/", after),
                std::vector<std::string>(rest.begin(), std::ranges::find(rest, "w/y")))
          << page_size << " " << parallelism;
    }
  }
}

TEST_F(S3ObjectStoreTest, ListingAfterKeyRequestsNothingBefore) {
  for (int i = 0; i < 100; ++i) fake_.objects[fmt::format("top/t+0+{:03}.avro", i)] = "x";
  fake_.page_size = 10;
  const auto store = open();
  EXPECT_THAT(keys_of(*store, "t+0+", "t+0+097.avro"), ElementsAre("t+0+098.avro", "t+0+099.avro"));
  EXPECT_EQ(server_->seen().size(), 1u);
}

TEST_F(S3ObjectStoreTest, RepeatedPageIsError) {
  before = [](const SeenRequest&) -> std::optional<TestReply> {
    return TestReply{200,
                     "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t"
                     "</NextContinuationToken></ListBucketResult>",
                     {}};
  };
  EXPECT_EQ(open()->list("").error().kind, ErrorKind::kStore);
}

TEST_F(S3ObjectStoreTest, LargeObjectsAreUploadedInParts) {
  const auto store = open();
  const auto part = static_cast<size_t>(S3Options{}.part_size_bytes);
  std::string content;
  auto writer = *store->open_writer("big");
  for (int i = 0; i < 5; ++i) {
    const std::string piece(part / 2 + 1, static_cast<char>('a' + i));
    ASSERT_TRUE(writer->write(piece));
    content += piece;
  }
  EXPECT_TRUE(fake_.objects.empty());
  ASSERT_TRUE(writer->finish());
  EXPECT_TRUE(fake_.objects["top/big"] == content);
  EXPECT_TRUE(fake_.uploads.empty());
  EXPECT_EQ(count_seen("PUT", "partNumber="), 3u);
}

TEST_F(S3ObjectStoreTest, AbandonedUploadLeavesNothing) {
  const auto store = open();
  {
    auto writer = *store->open_writer("big");
    ASSERT_TRUE(writer->write(std::string(S3Options{}.part_size_bytes * 2 + 1, 'x')));
    EXPECT_EQ(fake_.uploads.size(), 1u);
  }
  EXPECT_TRUE(fake_.uploads.empty());
  EXPECT_TRUE(fake_.objects.empty());
}

TEST_F(S3ObjectStoreTest, UploadWithFailedPartIsAborted) {
  const auto store = open();
  before = [](const SeenRequest& request) -> std::optional<TestReply> {
    if (!request.query.contains("partNumber")) return std::nullopt;
    return TestReply{403, "<Error><Code>AccessDenied</Code></Error>", {}};
  };
  EXPECT_EQ(store->put("big", std::string(S3Options{}.part_size_bytes + 1, 'x')).error().kind,
            ErrorKind::kStore);
  EXPECT_TRUE(fake_.uploads.empty());
}

TEST_F(S3ObjectStoreTest, CompleteUploadWithLostReplySucceeds) {
  const auto store = open();
  bool is_lost = false;
  before = [&](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.method == "POST" && request.query.contains("uploadId") && !is_lost) {
      is_lost = true;
      fake_(request);
      return TestReply{.kind = TestReply::Kind::kCut};
    }
    if (request.method != "HEAD") return std::nullopt;
    TestReply reply = fake_(request);
    std::string digests;  // The fake gives the MD5 of the content; S3 gives this.
    const std::string& bytes = fake_.objects["top/big"];
    for (size_t at = 0; at < bytes.size(); at += S3Options{}.part_size_bytes)
      digests += md5(std::string_view(bytes).substr(at, S3Options{}.part_size_bytes));
    reply.headers["ETag"] = fmt::format("\"{}-{}\"", to_hex(md5(digests)), digests.size() / 16);
    return reply;
  };
  const auto done = store->put("big", std::string(S3Options{}.part_size_bytes + 1, 'x'));
  EXPECT_TRUE(done) << done.error().to_string();
  EXPECT_TRUE(is_lost);
}

TEST_F(S3ObjectStoreTest, HonestServerIsProbedOnce) {
  const auto store = open();
  EXPECT_TRUE(*store->honours_put_if_absent());
  const size_t asked = server_->seen().size();
  EXPECT_TRUE(*store->honours_put_if_absent());
  EXPECT_EQ(server_->seen().size(), asked);
  EXPECT_TRUE(*open()->honours_put_if_absent());
  EXPECT_EQ(server_->seen().size(), asked + 1) << "another process reads the marker";
  EXPECT_EQ(fake_.objects.size(), 1u) << "no scratch object is left";
}

TEST_F(S3ObjectStoreTest, ReplacingServerGetsNoCreation) {
  fake_.honours_put_if_absent = false;
  fake_.objects["top/v1"] = "theirs";
  const auto store = open();
  EXPECT_FALSE(*store->honours_put_if_absent());
  const auto put = store->put_if_absent("v1", "mine");
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(put.error().message, HasSubstr("not written"));
  EXPECT_EQ(fake_.objects["top/v1"], "theirs");
  EXPECT_FALSE(*open()->honours_put_if_absent());
}

TEST_F(S3ObjectStoreTest, NonAtomicCheckIsDetected) {
  // All racers are let through, as where none sees the others' objects yet.
  before = [this](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.path.find("-race") == std::string::npos) return std::nullopt;
    fake_.objects.erase(request.path.substr(8));
    return std::nullopt;
  };
  EXPECT_FALSE(*open()->honours_put_if_absent());
}

TEST_F(S3ObjectStoreTest, MarkerOfOtherServerIsIgnored) {
  fake_.honours_put_if_absent = false;
  fake_.objects["top/.eigenlake/put-if-absent"] = "honoured http://elsewhere:1 MinIO";
  EXPECT_FALSE(*open()->honours_put_if_absent());
}

TEST_F(S3ObjectStoreTest, UnreadableMarkerCausesProbe) {
  before = [](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.method != "GET") return std::nullopt;
    return TestReply{403, "<Error><Code>AccessDenied</Code></Error>", {}};
  };
  EXPECT_TRUE(*open()->honours_put_if_absent());
}

TEST_F(S3ObjectStoreTest, LostReplySucceedsWithOwnBytes) {
  const auto store = open();
  ASSERT_TRUE(*store->honours_put_if_absent());
  bool is_lost = false;
  before = [&](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.method != "PUT" || is_lost) return std::nullopt;
    is_lost = true;
    fake_(request);
    return TestReply{.kind = TestReply::Kind::kCut};
  };
  EXPECT_TRUE(store->put_if_absent("v1", "mine"));
  EXPECT_TRUE(is_lost);
}

TEST_F(S3ObjectStoreTest, LostReplyFailsWithForeignBytes) {
  const auto store = open();
  ASSERT_TRUE(*store->honours_put_if_absent());
  bool is_lost = false;
  before = [&](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.method != "PUT" || is_lost) return std::nullopt;
    is_lost = true;
    fake_.objects["top/v1"] = "theirs";
    return TestReply{.kind = TestReply::Kind::kCut};
  };
  EXPECT_EQ(store->put_if_absent("v1", "mine").error().kind, ErrorKind::kAlreadyExists);
}

TEST_F(S3ObjectStoreTest, CreationWithoutReplyIsUnavailable) {
  const auto store = open();
  ASSERT_TRUE(*store->honours_put_if_absent());
  before = [](const SeenRequest&) -> std::optional<TestReply> {
    return TestReply{.kind = TestReply::Kind::kCut};
  };
  EXPECT_EQ(store->put_if_absent("v1", "mine").error().kind, ErrorKind::kUnavailable);
}

TEST_F(S3ObjectStoreTest, DamagedBytesAreRetriedAndThenRejected) {
  const auto store = open();
  ASSERT_TRUE(store->put("a", "content"));
  int damaged = 1;
  before = [&](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.method != "GET" || damaged == 0) return std::nullopt;
    --damaged;
    TestReply reply = fake_(request);
    reply.body[0] = 'C';
    return reply;
  };
  EXPECT_EQ(*store->get("a"), "content");
  damaged = 2;
  const auto refused = store->get("a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
  damaged = 2;
  EXPECT_EQ(*open("s3://bucket/top", {.verify_etag = false})->get("a"), "Content");
}

TEST_F(S3ObjectStoreTest, MissingBucketIsNoMissingObject) {
  before = [](const SeenRequest& request) -> std::optional<TestReply> {
    return TestReply{404, request.method == "HEAD" ? "" : "<Error><Code>NoSuchBucket</Code></Error>", {}};
  };
  const auto store = open();
  EXPECT_EQ(store->head("a").error().kind, ErrorKind::kStore);
  EXPECT_EQ(store->exists("a").error().kind, ErrorKind::kStore);
  EXPECT_EQ(store->get("a").error().kind, ErrorKind::kStore);
  EXPECT_EQ(store->list("").error().kind, ErrorKind::kStore);
}

TEST_F(S3ObjectStoreTest, FailedRemovalsAreNamed) {
  before = [](const SeenRequest& request) -> std::optional<TestReply> {
    if (request.method != "POST") return std::nullopt;
    return TestReply{
        200, "<DeleteResult><Error><Key>top/b</Key><Code>AccessDenied</Code></Error></DeleteResult>", {}};
  };
  const std::vector<std::string> keys = {"a", "b"};
  const auto removed = open()->remove_all(keys);
  ASSERT_FALSE(removed);
  EXPECT_THAT(removed.error().message, HasSubstr("s3://bucket/top/b"));
}

TEST_F(S3ObjectStoreTest, ManyKeysAreRemovedInBatches) {
  std::vector<std::string> keys;
  for (int i = 0; i < 2500; ++i) keys.push_back(fmt::format("k{}", i));
  for (const std::string& key : keys) fake_.objects["top/" + key] = "";
  ASSERT_TRUE(open()->remove_all(keys));
  EXPECT_TRUE(fake_.objects.empty());
  EXPECT_EQ(server_->seen().size(), 3u);
}

TEST(OpenObjectStore, SchemeSelectsStore) {
  const S3Options options{.endpoint = "http://127.0.0.1:1", .credentials = {Secret("A"), Secret("s")}};
  const auto uri_of = [&](std::string_view place) {
    auto store = open_object_store(place, options);
    return store ? (*store)->uri_of("a") : store.error().message;
  };
  EXPECT_EQ(uri_of("s3a://bucket/top"), "s3a://bucket/top/a");
  EXPECT_EQ(uri_of("memory://lake/raw/"), "memory://lake/raw/a");
  EXPECT_EQ(uri_of("file:///lake"), "file:///lake/a");
  EXPECT_EQ(uri_of("/lake/"), "file:///lake/a");
  EXPECT_EQ(open_object_store("gs://bucket", options).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(open_object_store("s3://bucket", {}).error().kind, ErrorKind::kUsage);
}

TEST(OpenObjectStore, NameFindsMemoryStoreAgain) {
  ASSERT_TRUE((*open_object_store("memory://one", {}))->put("a", "x"));
  EXPECT_EQ(*(*open_object_store("memory://one", {}))->get("a"), "x");
  EXPECT_FALSE(*(*open_object_store("memory://two", {}))->exists("a"));
}

}  // namespace
}  // namespace eigenlake
