// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The body of an error.
struct S3ErrorBody {
  std::string code;     ///< "NoSuchKey"; empty where the body is none of S3's.
  std::string message;  ///< Of the server, shortened to a line.
};
S3ErrorBody parse_s3_error(std::string_view body);

/// One answer of ListObjectsV2; keys are those of the bucket, ETags without quotes.
struct S3ListPage {
  std::vector<ObjectInfo> objects;
  std::vector<std::string> common_prefixes;
  bool is_truncated = false;
  std::string next_token;   ///< Not empty where truncated.
  bool is_encoded = false;  ///< Keys are percent-encoded.
};
/// Errors of these: kStore where the body is not the XML of such an answer.
Result<S3ListPage> parse_list_page(std::string_view body);

/// Whether a key may have characters that the answer does not: XML cannot write control characters, and many
/// servers put U+FFFD in their place.
bool has_unwritten_characters(const S3ListPage& page);

/// Puts the characters of the same page, encoded, in place of U+FFFD. Servers disagree on what a '+' of an
/// encoded key is, so that the rest is taken from `page`; a key that differs otherwise stays as it is.
void restore_keys(S3ListPage& page, const S3ListPage& encoded);

/// The id of an upload that CreateMultipartUpload began.
Result<std::string> parse_upload_id(std::string_view body);

/// The objects that DeleteObjects could not remove.
struct S3DeleteFailure {
  std::string key;
  S3ErrorBody error;
};
Result<std::vector<S3DeleteFailure>> parse_delete_result(std::string_view body);

/// Body of CompleteMultipartUpload; `etags` are those of parts 1, 2, ….
std::string complete_upload_body(std::span<const std::string> etags);
/// Body of DeleteObjects, which answers with failures only.
std::string delete_objects_body(std::span<const std::string> keys);

/// An ETag without the quotes around it.
std::string bare_etag(std::string_view etag);

}  // namespace eigenlake
