// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/test_s3_server.h"

#include <chrono>
#include <cstdlib>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/object_store/s3_listing.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

std::string variable(const char* name, const char* otherwise = "") {
  const char* value = std::getenv((std::string("EIGENLAKE_TEST_S3_") + name).c_str());
  return value == nullptr ? otherwise : value;
}

}  // namespace

std::unique_ptr<TestS3Server> TestS3Server::find() {
  if (variable("ENDPOINT").empty()) return nullptr;
  auto server = std::make_unique<TestS3Server>();
  server->options = {.endpoint = variable("ENDPOINT"),
                     .region = variable("REGION", "us-east-1"),
                     .credentials = {Secret(variable("ACCESS_KEY")), Secret(variable("SECRET_KEY"))},
                     .ca_file = variable("CA_FILE")};
  std::random_device random;
  server->prefix_ = fmt::format("eigenlake-test/{:08x}{:08x}", random(), random());
  auto bucket = S3Client::open(variable("BUCKET", "eigenlake-test"), server->options);
  EXPECT_TRUE(bucket) << bucket.error().to_string();
  server->bucket_ = *bucket;
  if (!server->bucket_->call({.method = "HEAD"})) {
    const auto made = server->bucket_->call({.method = "PUT"});
    EXPECT_TRUE(made) << made.error().to_string();
  }
  return server;
}

TestS3Server::~TestS3Server() {
  const auto objects = list_objects(*bucket_, prefix_ + "/", "");
  EXPECT_TRUE(objects) << objects.error().to_string();
  for (const ObjectInfo& object : *objects)
    static_cast<void>(bucket_->call({.method = "DELETE", .key = object.key}));
}

std::unique_ptr<S3ObjectStore> TestS3Server::open(std::string_view scheme) const {
  auto store = S3ObjectStore::open(fmt::format("{}://{}/{}", scheme, bucket_->bucket(), prefix_), options);
  EXPECT_TRUE(store) << store.error().to_string();
  return std::move(*store);
}

namespace {

/// What only a real server shows.
class S3Server : public testing::Test {
 protected:
  void SetUp() override {
    server_ = TestS3Server::find();
    if (server_ == nullptr) GTEST_SKIP() << "EIGENLAKE_TEST_S3_ENDPOINT names no server";
    store_ = server_->open();
  }
  std::unique_ptr<TestS3Server> server_;
  std::unique_ptr<S3ObjectStore> store_;
};

TEST_F(S3Server, EncodedKeysRoundTrip) {
  const std::vector<std::string> keys = {"experiment.vqe+0+0000000001.avro", "p=a b/c%20d", "q/&<>'\"",
                                         "u/ü~ö"};
  for (const std::string& key : keys) ASSERT_TRUE(store_->put(key, key)) << key;
  const auto listed = store_->list("");
  ASSERT_TRUE(listed) << listed.error().to_string();
  std::vector<std::string> found;
  for (const ObjectInfo& object : *listed) found.push_back(object.key);
  EXPECT_EQ(found, keys);
  for (const std::string& key : keys) EXPECT_EQ(*store_->get(key), key);
  EXPECT_TRUE(store_->remove_all(keys));
  EXPECT_TRUE(store_->list("")->empty());
}

TEST_F(S3Server, ForeignKeysAreListedAndReadOrNamed) {
  std::vector<std::string> written;
  for (const char* name : {"a\x01+b c", "a\nb", "a//b", "a/.hidden/b", "a/./b", "a/../b", "a/b/", "plain"}) {
    const std::string key = server_->prefix() + "/" + name;
    // Some servers reject some of these keys, or take them for others.
    if (server_->bucket().call({.method = "PUT", .key = key, .body = name})) written.emplace_back(name);
  }
  const auto listed = store_->list_without("", {});
  ASSERT_TRUE(listed) << listed.error().to_string();
  EXPECT_LE(listed->size(), written.size());
  size_t num_read = 0;
  for (const ObjectInfo& object : *listed) {
    const auto bytes = store_->get(object.key);
    if (bytes)
      ++num_read;
    else
      EXPECT_EQ(bytes.error().kind, ErrorKind::kNotFound) << object.key << bytes.error().to_string();
  }
  EXPECT_GE(num_read + 1, listed->size()) << "a server without encoded listings has no name for one";
  EXPECT_EQ(*store_->get("plain"), "plain");
}

TEST_F(S3Server, LargeObjectsRoundTrip) {
  std::string content;
  for (uint64_t i = 0; content.size() < 3 * server_->options.part_size_bytes; ++i)
    content += std::to_string(i * i);
  auto writer = *store_->open_writer("big");
  for (size_t at = 0; at < content.size(); at += 1'000'000)
    ASSERT_TRUE(writer->write(std::string_view(content).substr(at, 1'000'000)));
  EXPECT_FALSE(*store_->exists("big"));
  const auto done = writer->finish();
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(store_->head("big")->size_bytes, content.size());
  EXPECT_TRUE(*store_->get("big") == content);
  const size_t middle = server_->options.part_size_bytes - 5;
  EXPECT_EQ(*store_->get_range("big", middle, 10), content.substr(middle, 10));
}

TEST_F(S3Server, AbandonedUploadIsAborted) {
  {
    auto writer = *store_->open_writer("big");
    ASSERT_TRUE(writer->write(std::string(server_->options.part_size_bytes + 1, 'x')));
  }
  EXPECT_FALSE(*store_->exists("big"));
  const auto uploads =
      server_->bucket().call({.method = "GET", .query = {{"prefix", server_->prefix()}, {"uploads", ""}}});
  ASSERT_TRUE(uploads) << uploads.error().to_string();
  EXPECT_EQ(uploads->body.find("<UploadId>"), std::string::npos) << uploads->body;
}

TEST_F(S3Server, MultiPageListingsAreComplete) {
  std::vector<NewObject> objects;
  for (int i = 0; i < 1300; ++i) objects.push_back({fmt::format("f{}/o{:04}", i % 7, i), ""});
  for (int i = 0; i < 1100; ++i) objects.push_back({fmt::format("flat/o{:04}", i), ""});
  const auto written = store_->put_all(objects);
  ASSERT_TRUE(written) << written.error().to_string();
  std::vector<std::string> expected;
  for (const NewObject& object : objects) expected.push_back(object.key);
  std::ranges::sort(expected);
  const auto listed = store_->list("");
  ASSERT_TRUE(listed) << listed.error().to_string();
  std::vector<std::string> found;
  for (const ObjectInfo& object : *listed) found.push_back(object.key);
  EXPECT_EQ(found, expected);
  EXPECT_EQ(store_->list_after("flat/", "flat/o1097")->size(), 2u);
  EXPECT_EQ(store_->list_names("flat/")->size(), 1100u);
  EXPECT_TRUE(store_->remove_all(expected));
  EXPECT_TRUE(store_->list("")->empty());
}

TEST_F(S3Server, FoldersAreListedInByteOrder) {
  // '+', '-' and '.' come before '/', which a server over a file system may get wrong.
  const std::vector<std::string> keys = {"o/a+1", "o/a-1", "o/a.1", "o/a/1", "o/a/2", "o/a0"};
  for (const std::string& key : keys) ASSERT_TRUE(store_->put(key, "x"));
  const auto keys_after = [&](std::string_view after) {
    std::vector<std::string> found;
    const auto listed = *store_->list_after("o/", after);
    for (const ObjectInfo& object : listed) found.push_back(object.key);
    return found;
  };
  EXPECT_EQ(keys_after(""), keys);
  for (size_t i = 0; i < keys.size(); ++i)
    EXPECT_EQ(keys_after(keys[i]),
              std::vector<std::string>(keys.begin() + static_cast<ptrdiff_t>(i) + 1, keys.end()))
        << keys[i];
}

TEST_F(S3Server, SmallObjectsHaveMd5AsEtag) {
  ASSERT_TRUE(store_->put("a", "hello"));
  EXPECT_EQ(store_->head("a")->etag, "5d41402abc4b2a76b9719d911017c592");
  EXPECT_EQ(store_->list("")->front().etag, "5d41402abc4b2a76b9719d911017c592");
}

TEST_F(S3Server, ObjectsHaveTimeOfWriting) {
  constexpr int64_t kMinute = 60'000;
  const auto now = std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
  ASSERT_TRUE(store_->put("a", "hello"));
  EXPECT_NEAR(static_cast<double>(store_->head("a")->modified_ms), static_cast<double>(now), kMinute);
  EXPECT_NEAR(static_cast<double>(store_->list("")->front().modified_ms), static_cast<double>(now), kMinute);
}

TEST_F(S3Server, WrongKeysAndMissingBucketsAreNamed) {
  S3Options wrong = server_->options;
  wrong.credentials.secret_key = Secret("not-the-secret-key");
  const auto refused = (*S3ObjectStore::open("s3://any-bucket", wrong))->get("a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kStore);
  EXPECT_EQ(refused.error().message.find("not-the-secret-key"), std::string::npos);
  const auto missing = (*S3ObjectStore::open("s3://eigenlake-no-such-bucket", server_->options))->list("");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kStore) << missing.error().message;
}

}  // namespace
}  // namespace eigenlake
