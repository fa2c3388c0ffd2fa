// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_object_store.h"

#include <algorithm>
#include <ctime>
#include <limits>
#include <set>

#include "eigenlake/base/digest.h"
#include "eigenlake/base/number_parsing.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/object_store/s3_listing.h"
#include "eigenlake/object_store/s3_upload.h"
#include "eigenlake/object_store/s3_xml.h"

namespace eigenlake {
namespace {

constexpr size_t kKeysPerRemoval = 1000;  ///< Of one DeleteObjects.
constexpr std::string_view kHiddenFolder = ".eigenlake/";

/// Whether an ETag is the MD5 of the content: neither of several parts nor of an object that the server
/// encrypts with a key of its own kind.
bool is_md5(std::string_view etag, const HttpResponse& response) {
  return etag.size() == 32 && !from_hex(etag).empty() &&
         !response.header("x-amz-server-side-encryption").starts_with("aws:kms") &&
         response.header("x-amz-server-side-encryption-customer-algorithm").empty();
}

Result<uint64_t> content_length(const HttpResponse& response) {
  const std::string_view text = response.header("content-length");
  if (const auto size = parse_number<uint64_t>(text)) return *size;
  return fail(ErrorKind::kStore, "the server sent an invalid object size '{}'", text);
}

/// Milliseconds of "Mon, 12 Oct 2009 17:50:30 GMT"; 0 for other text.
int64_t parse_http_time(std::string_view text) {
  std::tm utc{};
  const bool is_time = ::strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S", &utc) != nullptr;
  return is_time ? int64_t{::timegm(&utc)} * 1000 : 0;
}

/// A store may lie in a hidden folder, but not in one that other programs would take for another.
Result<> check_root(const S3Location& root) {
  const std::string bounded = "/" + root.key + "/";
  for (const char* part : {"//", "/./", "/../"})
    if (!root.key.empty() && bounded.contains(part))
      return fail(ErrorKind::kInvalidInput,
                  "parts of a place in a bucket must not be empty, '.' or '..', got {}://{}/{}", root.scheme,
                  root.bucket, root.key);
  return {};
}

std::unexpected<Error> ends_before(uint64_t offset, uint64_t length, const std::string& uri) {
  return fail(ErrorKind::kStore, "cannot read {} bytes at {} of {}, which ends before", length, offset, uri);
}

}  // namespace

Result<std::unique_ptr<S3ObjectStore>> S3ObjectStore::open(std::string_view uri, S3Options options,
                                                           S3Clock clock) {
  EIGENLAKE_ASSIGN_OR_RETURN(S3Location root, S3Location::parse(uri));
  EIGENLAKE_RETURN_IF_ERROR(check_root(root));
  EIGENLAKE_ASSIGN_OR_RETURN(auto client, S3Client::open(root.bucket, std::move(options), std::move(clock)));
  return std::unique_ptr<S3ObjectStore>(new S3ObjectStore(std::move(root), std::move(client)));
}

S3ObjectStore::S3ObjectStore(S3Location root, std::shared_ptr<S3Client> client)
    : root_(std::move(root)), client_(std::move(client)), put_if_absent_(client_, with_root(kHiddenFolder)) {}

std::string S3ObjectStore::with_root(std::string_view prefix) const {
  return root_.key.empty() ? std::string(prefix) : fmt::format("{}/{}", root_.key, prefix);
}

Result<std::string> S3ObjectStore::key_in_bucket(std::string_view key) const {
  if (key.empty()) return fail(ErrorKind::kInvalidInput, "an object key must not be empty");
  return with_root(key);
}

Result<std::string> S3ObjectStore::own_key_in_bucket(std::string_view key) const {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  const auto is_control = [](unsigned char c) { return c < ' '; };
  if (std::ranges::any_of(key, is_control))
    return fail(ErrorKind::kInvalidInput, "an object key of {} bytes has control characters", key.size());
  return with_root(key);
}

Result<> S3ObjectStore::for_each(size_t count, const std::function<Result<>(size_t)>& task) const {
  std::atomic<size_t> next = 0;
  std::atomic<bool> has_failed = false;
  std::vector<Result<>> results(count);
  call_side_by_side(std::min(count, static_cast<size_t>(client_->options().parallelism)), [&] {
    for (size_t i = next++; i < count && !has_failed; i = next++) {
      results[i] = task(i);
      if (!results[i]) has_failed = true;
    }
  });
  for (auto& result : results) EIGENLAKE_RETURN_IF_ERROR(std::move(result));
  return {};
}

Result<> S3ObjectStore::check_content(const std::string& key, const HttpResponse& response) const {
  const std::string etag = bare_etag(response.header("etag"));
  if (!client_->options().verify_etag || !is_md5(etag, response)) return {};
  const std::string found = to_hex(md5(response.body));
  if (found == etag) return {};
  return fail(
      ErrorKind::kCorrupt,
      "MD5 mismatch: expected {} by the ETag, found {}: s3://{}/{}; set s3-ignore-etag where ETags are "
      "no MD5",
      etag, found, root_.bucket, key);
}

Result<std::string> S3ObjectStore::get(std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string full_key, key_in_bucket(key));
  const S3Request request{.method = "GET", .key = full_key};
  EIGENLAKE_ASSIGN_OR_RETURN(HttpResponse response, client_->call(request));
  if (!check_content(full_key, response)) {
    // A retry repairs bytes that were damaged in transit.
    EIGENLAKE_ASSIGN_OR_RETURN(response, client_->call(request));
    EIGENLAKE_RETURN_IF_ERROR(check_content(full_key, response));
  }
  return std::move(response.body);
}

Result<std::string> S3ObjectStore::get_range(std::string_view key, uint64_t offset, uint64_t length) {
  constexpr uint64_t kSizeMax = std::numeric_limits<int64_t>::max();
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string full_key, key_in_bucket(key));
  if (offset > kSizeMax || length > kSizeMax - offset) return ends_before(offset, length, uri_of(key));
  if (length == 0) {  // No range can be empty.
    EIGENLAKE_ASSIGN_OR_RETURN(const ObjectInfo info, head(key));
    if (offset > info.size_bytes) return ends_before(offset, length, uri_of(key));
    return std::string();
  }
  EIGENLAKE_ASSIGN_OR_RETURN(
      HttpResponse response,
      client_->call({.method = "GET",
                     .key = full_key,
                     .headers = {{"range", fmt::format("bytes={}-{}", offset, offset + length - 1)}}}));
  constexpr int kWhole = 200;
  if (response.status == kWhole) {
    if (offset > response.body.size() || length > response.body.size() - offset)
      return ends_before(offset, length, uri_of(key));
    return response.body.substr(offset, length);
  }
  const std::string begin = fmt::format("bytes {}-", offset);
  if (!response.header("content-range").starts_with(begin) || response.body.size() != length)
    return ends_before(offset, length, uri_of(key));
  return std::move(response.body);
}

Result<> S3ObjectStore::put(std::string_view key, std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string full_key, own_key_in_bucket(key));
  if (bytes.size() <= client_->options().part_size_bytes) return put_object(*client_, full_key, bytes);
  S3Upload upload(client_, full_key);
  EIGENLAKE_RETURN_IF_ERROR(upload.write(bytes));
  return upload.finish();
}

Result<> S3ObjectStore::put_all(std::span<const NewObject> objects) {
  return for_each(objects.size(), [&](size_t i) { return put(objects[i].key, objects[i].bytes); });
}

Result<> S3ObjectStore::put_if_absent(std::string_view key, std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string full_key, own_key_in_bucket(key));
  return put_if_absent_.put(full_key, bytes);
}

Result<std::unique_ptr<ObjectWriter>> S3ObjectStore::open_writer(std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string full_key, own_key_in_bucket(key));
  return std::make_unique<S3Upload>(client_, std::move(full_key));
}

Result<> S3ObjectStore::remove(std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string full_key, own_key_in_bucket(key));
  auto response = client_->call({.method = "DELETE", .key = full_key});
  if (!response && response.error().kind != ErrorKind::kNotFound)
    return std::unexpected(std::move(response).error());
  return {};
}

Result<> S3ObjectStore::remove_all(std::span<const std::string> keys) {
  std::vector<std::string> full_keys;
  for (const std::string& key : keys) {
    EIGENLAKE_ASSIGN_OR_RETURN(std::string full_key, own_key_in_bucket(key));
    full_keys.push_back(std::move(full_key));
  }
  const size_t batches = (full_keys.size() + kKeysPerRemoval - 1) / kKeysPerRemoval;
  return for_each(batches, [&](size_t batch) -> Result<> {
    const size_t begin = batch * kKeysPerRemoval;
    const auto count = std::min(kKeysPerRemoval, full_keys.size() - begin);
    const std::string body = delete_objects_body(std::span(full_keys).subspan(begin, count));
    // Amazon wants a digest of this body in a header of its own.
    EIGENLAKE_ASSIGN_OR_RETURN(const HttpResponse response,
                               client_->call({.method = "POST",
                                              .query = {{"delete", ""}},
                                              .headers = {{"content-md5", to_base64(md5(body))},
                                                          {"content-type", "application/xml"}},
                                              .body = body}));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto failures, parse_delete_result(response.body));
    for (const S3DeleteFailure& failure : failures)
      if (failure.error.code != "NoSuchKey")
        return fail(ErrorKind::kStore, "cannot remove s3://{}/{}: {}: {}", root_.bucket, failure.key,
                    failure.error.code, failure.error.message);
    return {};
  });
}

/// The answer to HEAD has no body that would tell a missing object from a missing bucket.
Result<> S3ObjectStore::check_bucket() {
  if (bucket_is_there_) return {};
  const S3Request request{.method = "HEAD"};
  EIGENLAKE_ASSIGN_OR_RETURN(const S3Answer answer, client_->send(request));
  if (answer.response.status == 404) return std::unexpected(client_->refusal(request, answer.response));
  bucket_is_there_ = true;
  return {};
}

Result<ObjectInfo> S3ObjectStore::head(std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string full_key, key_in_bucket(key));
  auto response = client_->call({.method = "HEAD", .key = full_key});
  if (!response) {
    if (response.error().kind == ErrorKind::kNotFound) EIGENLAKE_RETURN_IF_ERROR(check_bucket());
    return std::unexpected(std::move(response).error());
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const uint64_t size, content_length(*response));
  return ObjectInfo{std::string(key), size, bare_etag(response->header("etag")),
                    parse_http_time(response->header("last-modified"))};
}

Result<std::vector<ObjectInfo>> S3ObjectStore::list(std::string_view prefix) {
  return list_after(prefix, "");
}

Result<std::vector<ObjectInfo>> S3ObjectStore::list_after(std::string_view prefix,
                                                          std::string_view start_after) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, list_between(prefix, start_after, ""));
  std::erase_if(objects, [](const ObjectInfo& object) { return !check_object_key(object.key); });
  return objects;
}

Result<std::vector<ObjectInfo>> S3ObjectStore::list_without(std::string_view prefix,
                                                            std::span<const KeyRange> left_out) {
  std::vector<ObjectInfo> objects;
  std::string_view after;
  const auto list_until = [&](std::string_view end) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(auto part, list_between(prefix, after, end));
    std::ranges::move(part, std::back_inserter(objects));
    return {};
  };
  for (const KeyRange& range : left_out) {
    EIGENLAKE_RETURN_IF_ERROR(list_until(range.first));
    after = range.last;
  }
  EIGENLAKE_RETURN_IF_ERROR(list_until({}));
  return objects;
}

Result<std::vector<ObjectInfo>> S3ObjectStore::list_between(std::string_view prefix,
                                                            std::string_view start_after,
                                                            std::string_view end_before) {
  const auto bound = [&](std::string_view key) { return key.empty() ? std::string() : with_root(key); };
  EIGENLAKE_ASSIGN_OR_RETURN(
      auto objects, list_objects(*client_, with_root(prefix), bound(start_after), bound(end_before)));
  const size_t root_length = with_root("").size();
  for (ObjectInfo& object : objects) object.key.erase(0, root_length);
  return objects;
}

Result<std::vector<std::string>> S3ObjectStore::list_names(std::string_view prefix) {
  const std::string full_prefix = with_root(prefix);
  EIGENLAKE_ASSIGN_OR_RETURN(const S3ListPage folder, list_folder(*client_, full_prefix));
  std::set<std::string> names;
  for (const ObjectInfo& object : folder.objects) names.insert(object.key.substr(full_prefix.size()));
  for (const std::string& below : folder.common_prefixes) names.insert(below.substr(full_prefix.size()));
  std::erase_if(names, [](const std::string& name) {
    return !check_object_key(std::string_view(name).substr(0, name.size() - (name.ends_with('/') ? 1 : 0)));
  });
  return std::vector<std::string>(names.begin(), names.end());
}

std::string S3ObjectStore::uri_of(std::string_view key) const {
  std::string uri = fmt::format("{}://{}", root_.scheme, root_.bucket);
  for (const std::string_view part : {std::string_view(root_.key), key})
    if (!part.empty()) uri += fmt::format("/{}", part);
  return uri;
}

Result<std::string> S3ObjectStore::key_of(std::string_view uri) const {
  const auto location = S3Location::parse(uri);
  if (location && location->bucket == root_.bucket) {
    if (location->key == root_.key) return std::string();
    const std::string root = with_root("");
    if (location->key.starts_with(root)) return location->key.substr(root.size());
  }
  return fail(ErrorKind::kNotFound, "a place must be below {}, got {}", uri_of(""), uri);
}

}  // namespace eigenlake
