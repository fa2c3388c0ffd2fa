// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as each of the answers of an S3 server.
// Invariants: no crash, no exception; a listing that is accepted names all its objects and says how it goes
// on.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/object_store/s3_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace eigenlake;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  static_cast<void>(parse_s3_error(body));
  static_cast<void>(parse_delete_result(body));
  if (const auto id = parse_upload_id(body)) EIGENLAKE_ASSERT(!id->empty());
  const auto page = parse_list_page(body);
  if (!page) return 0;
  EIGENLAKE_ASSERT(!page->is_truncated || !page->next_token.empty());
  EIGENLAKE_ASSERT(std::ranges::none_of(page->objects, &std::string::empty, &ObjectInfo::key));
  return 0;
}
