// SPDX-License-Identifier: Apache-2.0
// Measures the S3 store: records written and read in parallel, a listing, one large object. One line
// per measurement, best of the repetitions: "eigenlake put_records 0.812 s 96.3 MB/s". peers.py does the
// same.
//
//   s3_perf [REPETITIONS]
//
// The server is that of the tests: EIGENLAKE_TEST_S3_ENDPOINT, _ACCESS_KEY, _SECRET_KEY, _REGION, _BUCKET.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "eigenlake/base/random.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/object_store/s3_object_store.h"

namespace eigenlake {
namespace {

constexpr size_t kRecords = 400;
constexpr size_t kRecordBytes = 200 << 10;  ///< About a record of 200 iterations and 84 parameters.
constexpr size_t kListed = 3000;
constexpr size_t kFolders = 30;
constexpr size_t kLargeBytes = 128 << 20;
constexpr int kSideBySide = 8;

std::string variable(const char* name, const char* otherwise) {
  const char* value = std::getenv((std::string("EIGENLAKE_TEST_S3_") + name).c_str());
  return value == nullptr ? otherwise : value;
}

/// Ends the program with the message of an error.
template <typename T>
T need(Result<T> result) {
  if (result) {
    if constexpr (!std::is_void_v<T>) return *std::move(result);
    return T();
  }
  std::cerr << "error: " << result.error().to_string() << '\n';
  std::exit(1);
}

std::string noise(size_t size, uint64_t seed) {
  Random random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.next());
  return bytes;
}

void measure(const char* what, int repetitions, size_t bytes, const std::function<void()>& work) {
  double best = 1e300;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::cout << fmt::format("eigenlake {} {:.3f} s {:.1f} MB/s", what, best,
                           static_cast<double>(bytes) / best / 1e6)
            << std::endl;
}

std::vector<NewObject> make_objects(const char* folder, size_t count, size_t folders, size_t bytes) {
  std::vector<NewObject> objects;
  for (size_t i = 0; i < count; ++i)
    objects.push_back(
        {fmt::format("{}/f{}/experiment.vqe+0+{:010}.avro", folder, i % folders, i), noise(bytes, i)});
  return objects;
}

void measure_all(ObjectStore& store, int repetitions) {
  const auto records = make_objects("records", kRecords, 1, kRecordBytes);
  measure("put_records", repetitions, kRecords * kRecordBytes, [&] { need(store.put_all(records)); });
  measure("get_records", repetitions, kRecords * kRecordBytes, [&] {
    std::atomic<size_t> next = 0;
    call_side_by_side(kSideBySide, [&] {
      for (size_t i = next++; i < kRecords; i = next++) need(store.get(records[i].key));
    });
  });
  const auto listed = make_objects("listed", kListed, kFolders, 0);
  need(store.put_all(listed));
  measure("list", repetitions, 0, [&] {
    if (need(store.list("listed/")).size() != kListed) std::exit(1);
  });
  std::vector<std::string> keys;
  for (const NewObject& object : listed) keys.push_back(object.key);
  measure("remove", 1, 0, [&] { need(store.remove_all(keys)); });
  const std::string large = noise(kLargeBytes, 1);
  measure("put_large", repetitions, kLargeBytes, [&] {
    auto writer = need(store.open_writer("large"));
    for (size_t at = 0; at < large.size(); at += 1 << 20)
      need(writer->write(std::string_view(large).substr(at, 1 << 20)));
    need(writer->finish());
  });
  measure("get_large", repetitions, kLargeBytes, [&] { need(store.get("large")); });
  keys = {"large"};
  for (const NewObject& object : records) keys.push_back(object.key);
  need(store.remove_all(keys));
}

}  // namespace
}  // namespace eigenlake

int main(int argc, char** argv) {
  using namespace eigenlake;
  S3Options options{.endpoint = variable("ENDPOINT", ""),
                    .region = variable("REGION", "us-east-1"),
                    .credentials = {Secret(variable("ACCESS_KEY", "")), Secret(variable("SECRET_KEY", ""))},
                    .parallelism = kSideBySide};
  const auto store =
      need(S3ObjectStore::open("s3://" + variable("BUCKET", "eigenlake-test") + "/eigenlake-perf", options));
  measure_all(*store, argc > 1 ? std::atoi(argv[1]) : 3);
}
