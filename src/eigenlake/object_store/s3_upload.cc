// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_upload.h"

#include <system_error>

#include "eigenlake/base/digest.h"
#include "eigenlake/object_store/s3_xml.h"

namespace eigenlake {
namespace {

constexpr size_t kPartsMax = 10'000;  ///< Of S3.

/// Returns the part's ETag.
Result<std::string> upload_part(S3Client& client, const std::string& key, const std::string& upload_id,
                                size_t number, const std::string& bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const HttpResponse response,
      client.call({.method = "PUT",
                   .key = key,
                   .query = {{"partNumber", std::to_string(number)}, {"uploadId", upload_id}},
                   .body = bytes}));
  std::string etag = bare_etag(response.header("etag"));
  if (etag.empty()) return fail(ErrorKind::kStore, "no ETag for part {} of {}", number, key);
  return etag;
}

/// The ETag of an object of these parts: the MD5 of their MD5s, and their number.
std::string multipart_etag(const std::vector<std::string>& part_etags) {
  std::string digests;
  for (const std::string& etag : part_etags) digests += from_hex(etag);
  return fmt::format("{}-{}", to_hex(md5(digests)), part_etags.size());
}

}  // namespace

Result<> put_object(S3Client& client, const std::string& key, std::string_view bytes) {
  EIGENLAKE_RETURN_IF_ERROR(client.call({.method = "PUT", .key = key, .body = bytes}));
  return {};
}

S3Upload::S3Upload(std::shared_ptr<S3Client> client, std::string key)
    : client_(std::move(client)), key_(std::move(key)) {}

S3Upload::~S3Upload() {
  abort();
}

Result<> S3Upload::write(std::string_view bytes) {
  const uint64_t part_size = client_->options().part_size_bytes;
  size_bytes_ += bytes.size();
  while (!bytes.empty()) {
    // A part is sent only when more follows: what fits into one is put as it is.
    if (buffer_.size() == part_size) EIGENLAKE_RETURN_IF_ERROR(send_part());
    if (buffer_.empty() && upload_id_.size() > 0) buffer_.reserve(part_size);
    const std::string_view taken = bytes.substr(0, part_size - buffer_.size());
    buffer_ += taken;
    bytes.remove_prefix(taken.size());
  }
  return {};
}

Result<> S3Upload::finish() {
  if (upload_id_.empty()) return put_object(*client_, key_, buffer_);
  if (!buffer_.empty()) EIGENLAKE_RETURN_IF_ERROR(send_part());
  while (!parts_.empty()) EIGENLAKE_RETURN_IF_ERROR(collect_part());
  return complete();
}

Result<> S3Upload::begin_upload() {
  EIGENLAKE_ASSIGN_OR_RETURN(const HttpResponse response,
                             client_->call({.method = "POST", .key = key_, .query = {{"uploads", ""}}}));
  EIGENLAKE_ASSIGN_OR_RETURN(upload_id_, parse_upload_id(response.body));
  return {};
}

Result<> S3Upload::send_part() {
  if (upload_id_.empty()) EIGENLAKE_RETURN_IF_ERROR(begin_upload());
  while (parts_.size() >= static_cast<size_t>(client_->options().parallelism))
    EIGENLAKE_RETURN_IF_ERROR(collect_part());
  const size_t number = etags_.size() + parts_.size() + 1;
  if (number > kPartsMax)
    return fail(ErrorKind::kUnsupported, "an object must have at most {} parts of {} bytes, {} has more",
                kPartsMax, client_->options().part_size_bytes, key_);
  auto send = [client = client_, key = key_, id = upload_id_, number, bytes = std::exchange(buffer_, {})] {
    return upload_part(*client, key, id, number, bytes);
  };
  try {
    parts_.push_back(std::async(std::launch::async, send));
  } catch (const std::system_error&) {
    // Without a free thread, it is sent when it is collected.
    parts_.push_back(std::async(std::launch::deferred, send));
  }
  return {};
}

Result<> S3Upload::collect_part() {
  auto part = parts_.front().get();
  parts_.pop_front();
  if (!part) return std::unexpected(std::move(part).error());
  etags_.push_back(*std::move(part));
  return {};
}

Result<> S3Upload::complete() {
  const std::string body = complete_upload_body(etags_);
  const S3Request request{.method = "POST",
                          .key = key_,
                          .query = {{"uploadId", upload_id_}},
                          .headers = {{"content-type", "application/xml"}},
                          .body = body};
  auto answer = client_->send(request);
  if (answer && answer->is_success()) {
    upload_id_.clear();
    return {};
  }
  if (!answer) return resolve_unknown_outcome(answer.error());
  const Error refusal = client_->refusal(request, answer->response);
  if (answer->maybe_done_before) return resolve_unknown_outcome(refusal);
  return std::unexpected(refusal);
}

/// The upload may be complete and only the reply lost: the object itself tells.
Result<> S3Upload::resolve_unknown_outcome(const Error& refusal) {
  auto head = client_->call({.method = "HEAD", .key = key_});
  if (head && bare_etag(head->header("etag")) == multipart_etag(etags_) &&
      head->header("content-length") == std::to_string(size_bytes_)) {
    upload_id_.clear();
    return {};
  }
  return std::unexpected(Error{ErrorKind::kUnavailable, refusal.message, refusal.context});
}

void S3Upload::abort() {
  parts_.clear();  // Waits for them.
  if (upload_id_.empty()) return;
  static_cast<void>(client_->call({.method = "DELETE", .key = key_, .query = {{"uploadId", upload_id_}}}));
  upload_id_.clear();
}

}  // namespace eigenlake
