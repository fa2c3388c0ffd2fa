// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/http/http_client.h"
#include "eigenlake/object_store/s3_address.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// One call of S3's API on one bucket or one of its objects.
struct S3Request {
  std::string method;
  std::string key = {};  ///< In the bucket; empty: the bucket itself.
  NameValues query = {};
  NameValues headers = {};     ///< Names in lower case.
  std::string_view body = {};  ///< Has to outlive the call.
};

/// The final answer of the server: success, or an error that a retry would not change.
struct S3Answer {
  HttpResponse response;
  /// An earlier try may have taken effect though its reply was lost: an error may be due to our own success.
  bool maybe_done_before = false;

  bool is_success() const { return response.status >= 200 && response.status < 300; }
};

/// Signs requests for one bucket, sends them, and retries where that may help.
///
/// Threads: every function may be called from several threads at once.
class S3Client {
 public:
  /// Errors: kUsage for options that cannot work. Connects to nothing.
  static Result<std::shared_ptr<S3Client>> open(std::string bucket, S3Options options,
                                                S3Clock clock = S3Clock::system());

  /// Errors: kUnavailable  after the last try, without a reply or with one that says "not now"; a write may
  ///                       or may not have happened.
  ///         kStore        where a retry is of no use, as with an untrusted certificate.
  Result<S3Answer> send(const S3Request& request);

  /// As `send`, with every refusal an error of `refusal`.
  Result<HttpResponse> call(const S3Request& request);

  /// The error that a refusal means; see s3_refusal.h.
  Error refusal(const S3Request& request, const HttpResponse& response) const;

  const S3Options& options() const { return options_; }
  const std::string& bucket() const { return bucket_; }
  /// "http://garage:3901", for messages.
  const std::string& origin() const { return address_.origin; }

 private:
  S3Client(std::string bucket, S3Options options, S3Clock clock, S3Address address);
  using Reply = std::expected<HttpResponse, HttpFailure>;

  Reply try_once(const S3Request& request);
  std::chrono::milliseconds delay_after(int retry, const Reply& reply) const;
  Error failure(const S3Request& request, const Reply& reply, int tries) const;
  std::string without_secrets(std::string text) const;

  const std::string bucket_;
  const S3Options options_;
  const S3Clock clock_;
  const S3Address address_;
  HttpClient http_;
};

}  // namespace eigenlake
