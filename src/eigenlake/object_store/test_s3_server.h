// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "eigenlake/object_store/s3_object_store.h"

namespace eigenlake {

/// A fresh prefix on the S3 server that EIGENLAKE_TEST_S3_ENDPOINT, _ACCESS_KEY, _SECRET_KEY, _REGION,
/// _BUCKET and _CA_FILE name; what it holds goes with the object. Makes the bucket where it is missing.
class TestS3Server {
 public:
  /// Nothing where there is no endpoint: such tests are skipped.
  static std::unique_ptr<TestS3Server> find();
  ~TestS3Server();

  /// A store on the prefix, each with connections of its own.
  std::unique_ptr<S3ObjectStore> open(std::string_view scheme = "s3") const;
  S3Client& bucket() { return *bucket_; }
  const std::string& prefix() const { return prefix_; }
  S3Options options;

 private:
  std::string prefix_;  ///< "eigenlake-test/0123456789abcdef"
  std::shared_ptr<S3Client> bucket_;
};

}  // namespace eigenlake
