// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "eigenlake/http/testing/test_http_server.h"

namespace eigenlake {

/// A map of objects with the part of S3's API that the store uses, for a TestHttpServer, one bucket of any
/// name.
class FakeS3 {
 public:
  /// Of a listing; small, so that tests see many pages.
  size_t page_size = 1000;
  bool honours_put_if_absent = true;

  TestReply operator()(const SeenRequest& request);

  std::map<std::string, std::string> objects;                 ///< By key.
  std::map<std::string, std::map<int, std::string>> uploads;  ///< Unfinished, by id.

 private:
  TestReply put(const SeenRequest& request, const std::string& key);
  TestReply get(const SeenRequest& request, const std::string& key) const;
  TestReply list(const SeenRequest& request) const;
  TestReply complete(const SeenRequest& request, const std::string& key);
  TestReply remove_all(const SeenRequest& request);
  int num_uploads_ = 0;
};

}  // namespace eigenlake
