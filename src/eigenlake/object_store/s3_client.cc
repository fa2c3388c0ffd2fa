// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_client.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <ctime>

#include "eigenlake/object_store/s3_signature.h"
#include "eigenlake/object_store/s3_xml.h"

namespace eigenlake {
namespace {

/// What a message about a request names.
struct S3Place {
  std::string bucket;
  std::string key;  ///< Empty: the bucket itself.
  std::string origin;
  std::string region;

  std::string to_string() const;  ///< "s3://bucket/key at http://garage:3901"
};

std::string_view verb_of(std::string_view method) {
  if (method == "GET") return "read";
  if (method == "HEAD") return "inspect";
  if (method == "DELETE") return "remove";
  return "write";
}

std::string utc_time(int64_t unix_seconds) {
  const auto seconds = static_cast<time_t>(unix_seconds);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

/// "403 AccessDenied: what the server said"
std::string words_of(const HttpResponse& response, const S3ErrorBody& body) {
  std::string text = fmt::format("{}", response.status);
  if (!body.code.empty()) text += " " + body.code;
  if (!body.message.empty()) text += ": " + body.message;
  return text;
}

/// What to do about a rejected identity.
std::string advice_on_identity(const S3Place& place, const S3ErrorBody& body) {
  if (body.code == "InvalidAccessKeyId")
    return "unknown access key; set s3-access-key, S3_ACCESS_KEY or s3-profile";
  if (body.code == "SignatureDoesNotMatch")
    return fmt::format(
        "the signature does not match; check the secret key (s3-secret-key, S3_SECRET_KEY) and the region, "
        "which is {} (s3-region)",
        place.region);
  if (body.code == "ExpiredToken" || body.code == "InvalidToken" || body.code == "TokenRefreshRequired")
    return "the session token has expired or is invalid; renew AWS_SESSION_TOKEN or the profile";
  return fmt::format(
      "the access key has no right to do this; grant it, or set s3-access-key and s3-secret-key to another "
      "one, or s3-region, which is {}",
      place.region);
}

/// The region that a server asks for; "" where it names none.
std::string region_wished(const HttpResponse& response, const S3ErrorBody& body) {
  if (!response.header("x-amz-bucket-region").empty())
    return std::string(response.header("x-amz-bucket-region"));
  return body.code == "AuthorizationHeaderMalformed" || body.code == "PermanentRedirect" ? "another" : "";
}

std::string S3Place::to_string() const {
  return fmt::format("s3://{}{}{} at {}", bucket, key.empty() ? "" : "/", key, origin);
}

/// The error of an S3 server's refusal, with the setting to check:
///   kNotFound       no such object
///   kAlreadyExists  a condition on the object's absence did not hold
///   kUnsupported    the server cannot do this
///   kStore          the rest: no such bucket, keys or rights that do not suffice, another region, clocks
///                   that differ
std::unexpected<Error> refusal_error(std::string_view method, const S3Place& place,
                                     const HttpResponse& response, int64_t unix_seconds) {
  const S3ErrorBody body = parse_s3_error(response.body);
  const std::string what = fmt::format("cannot {} {}: ", verb_of(method), place.to_string());
  const std::string words = words_of(response, body);
  if (body.code == "NoSuchBucket" || (response.status == 404 && place.key.empty()))
    return fail(ErrorKind::kStore, "no bucket {} at {}; create it, or set s3-endpoint", place.bucket,
                place.origin);
  if (body.code == "RequestTimeTooSkewed")
    return fail(ErrorKind::kStore, "{}the clocks differ: {} here, {} at the server; set this machine's clock",
                what, utc_time(unix_seconds), response.header("date"));
  if (const std::string region = region_wished(response, body);
      !region.empty() && region != place.region && response.status != 404)
    return fail(ErrorKind::kStore, "{}expected region {}, found {}; set s3-region ({})", what, region,
                place.region, words);
  switch (response.status) {
    case 404:
      if (body.code == "NoSuchUpload") break;
      return fail(ErrorKind::kNotFound, "no object {}", place.to_string());
    case 412:
      return fail(ErrorKind::kAlreadyExists, "object {} already exists", place.to_string());
    case 401:
    case 403:
      return fail(ErrorKind::kStore, "{}{} ({})", what, advice_on_identity(place, body), words);
    case 501:
      return fail(ErrorKind::kUnsupported, "{}the server does not support this ({})", what, words);
    default:
      break;
  }
  return fail(ErrorKind::kStore, "{}the server answered {}", what, words);
}

/// "Not now" to the last try: kUnavailable.
std::unexpected<Error> unavailable_error(std::string_view method, const S3Place& place,
                                         const HttpResponse& response, int tries) {
  return fail(ErrorKind::kUnavailable, "cannot {} {}: the server answered {} to the last of {} tries",
              verb_of(method), place.to_string(), words_of(response, parse_s3_error(response.body)), tries);
}

/// No response to the last try: kUnavailable, or kStore where a retry is of no use.
std::unexpected<Error> connection_error(std::string_view method, const S3Place& place,
                                        const HttpFailure& failure, int tries) {
  const std::string what = fmt::format("cannot {} {}: ", verb_of(method), place.to_string());
  switch (failure.kind) {
    case HttpFailure::Kind::kNotSent:
      return fail(ErrorKind::kUnavailable,
                  "{}no connection after {} tries: {}; check s3-endpoint and that the server runs", what,
                  tries, failure.reason);
    case HttpFailure::Kind::kNoReply:
      return fail(ErrorKind::kUnavailable, "{}no reply to the last of {} tries: {}", what, tries,
                  failure.reason);
    case HttpFailure::Kind::kNotTrusted:
      return fail(ErrorKind::kStore,
                  "{}the server's certificate is not trusted: {}; s3-ca-file names an authority's", what,
                  failure.reason);
    case HttpFailure::Kind::kOther:
      break;
  }
  return fail(ErrorKind::kStore, "{}{}", what, failure.reason);
}

constexpr const char* kDefaultRegion = "us-east-1";
constexpr size_t kSecretLengthMin = 8;  ///< Shorter ones are no secrets, and would be found everywhere.
constexpr uint64_t kPartSizeMin = uint64_t{5} << 20;

bool is_printable(const Secret& secret) {
  return std::ranges::all_of(secret.reveal(), [](unsigned char c) { return std::isgraph(c) != 0; });
}

Result<> check_options(std::string_view bucket, const S3Options& options) {
  const S3Credentials& keys = options.credentials;
  if (!keys.complete()) {
    return fail(
        ErrorKind::kUsage,
        "no access key and secret key for bucket {}; set S3_ACCESS_KEY and S3_SECRET_KEY, s3-access-key "
        "and s3-secret-key, or a profile",
        bucket);
  }
  if (!is_printable(keys.access_key) || !is_printable(keys.secret_key) || !is_printable(keys.session_token))
    return fail(ErrorKind::kUsage, "S3 keys must not have spaces or line ends");
  const auto is_region_letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; };
  if (!std::ranges::all_of(options.region, is_region_letter))
    return fail(ErrorKind::kUsage, "an S3 region must be a name such as us-east-1, got '{}'", options.region);
  if (options.part_size_bytes < kPartSizeMin)
    return fail(ErrorKind::kUsage, "parts must have at least {} bytes, got {}", kPartSizeMin,
                options.part_size_bytes);
  if (options.parallelism < 1)
    return fail(ErrorKind::kUsage, "there must be at least one request at once, got {}", options.parallelism);
  return {};
}

HttpOptions http_options(const S3Options& options) {
  return {.verify_tls = options.verify_tls,
          .ca_file = options.ca_file,
          .connect_timeout_ms = options.connect_timeout_ms,
          .stall_timeout_s = options.stall_timeout_s};
}

/// Some calls begin their answer before they know how they will end: "200 OK", and then the error.
void uncover_late_error(const S3Request& request, HttpResponse& response) {
  constexpr int kInternalServerError = 500;
  if (request.method == "POST" && response.status == 200 && !parse_s3_error(response.body).code.empty())
    response.status = kInternalServerError;
}

bool says_not_now(const HttpResponse& response) {
  if (response.status < 400) return false;
  return is_transient(response.status, parse_s3_error(response.body).code);
}

bool may_go_away(HttpFailure::Kind kind) {
  return kind == HttpFailure::Kind::kNotSent || kind == HttpFailure::Kind::kNoReply;
}

bool may_be_done(const std::expected<HttpResponse, HttpFailure>& reply) {
  return reply ? may_have_taken_effect(reply->status) : reply.error().kind == HttpFailure::Kind::kNoReply;
}

}  // namespace

Result<std::shared_ptr<S3Client>> S3Client::open(std::string bucket, S3Options options, S3Clock clock) {
  if (options.region.empty()) options.region = kDefaultRegion;
  EIGENLAKE_RETURN_IF_ERROR(check_options(bucket, options));
  EIGENLAKE_ASSIGN_OR_RETURN(S3Address address, S3Address::of_bucket(bucket, options));
  return std::shared_ptr<S3Client>(
      new S3Client(std::move(bucket), std::move(options), std::move(clock), std::move(address)));
}

S3Client::S3Client(std::string bucket, S3Options options, S3Clock clock, S3Address address)
    : bucket_(std::move(bucket)),
      options_(std::move(options)),
      clock_(std::move(clock)),
      address_(std::move(address)),
      http_(http_options(options_)) {}

S3Client::Reply S3Client::try_once(const S3Request& request) {
  const std::string path = address_.path_of(request.key);
  const std::string query = canonical_query(request.query);
  NameValues headers = request.headers;
  headers.emplace_back("host", address_.host);
  const NameValues proof = sign({request.method, path, query, headers, request.body}, options_.credentials,
                                options_.region, clock_.unix_seconds());
  headers.insert(headers.end(), proof.begin(), proof.end());
  Reply reply = http_.send(
      {request.method, address_.origin + path + (query.empty() ? "" : "?") + query, headers, request.body});
  if (reply) uncover_late_error(request, *reply);
  return reply;
}

std::chrono::milliseconds S3Client::delay_after(int retry, const Reply& reply) const {
  const RetryPolicy& policy = options_.retry;
  int64_t delay = policy.delay_ms(retry, clock_.uniform());
  if (reply) {
    const std::string_view wished = reply->header("retry-after");
    int64_t seconds = 0;
    std::from_chars(wished.data(), wished.data() + wished.size(), seconds);
    delay = std::max(delay, std::min(seconds, policy.delay_ms_max / 1000) * 1000);
  }
  return std::chrono::milliseconds(delay);
}

Result<S3Answer> S3Client::send(const S3Request& request) {
  bool maybe_done = false;
  for (int retry = 0;; ++retry) {
    Reply reply = try_once(request);
    if (reply && !says_not_now(*reply)) {
      maybe_done = maybe_done || reply->sent_again;
      return S3Answer{std::move(*reply), maybe_done};
    }
    const bool is_hopeless = !reply && !may_go_away(reply.error().kind);
    if (is_hopeless || retry >= options_.retry.retries_max)
      return std::unexpected(failure(request, reply, retry + 1));
    maybe_done = maybe_done || may_be_done(reply);
    clock_.sleep_for(delay_after(retry, reply));
  }
}

Result<HttpResponse> S3Client::call(const S3Request& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(S3Answer answer, send(request));
  if (answer.is_success()) return std::move(answer.response);
  return std::unexpected(refusal(request, answer.response));
}

Error S3Client::refusal(const S3Request& request, const HttpResponse& response) const {
  const S3Place place{bucket_, request.key, address_.origin, options_.region};
  Error error = refusal_error(request.method, place, response, clock_.unix_seconds()).error();
  error.message = without_secrets(std::move(error.message));
  return error;
}

Error S3Client::failure(const S3Request& request, const Reply& reply, int tries) const {
  const S3Place place{bucket_, request.key, address_.origin, options_.region};
  Error error = (reply ? unavailable_error(request.method, place, *reply, tries)
                       : connection_error(request.method, place, reply.error(), tries))
                    .error();
  error.message = without_secrets(std::move(error.message));
  return error;
}

/// A server may repeat what it was sent.
std::string S3Client::without_secrets(std::string text) const {
  const S3Credentials& keys = options_.credentials;
  for (const Secret* secret : {&keys.access_key, &keys.secret_key, &keys.session_token}) {
    if (secret->reveal().size() < kSecretLengthMin) continue;
    for (size_t at = text.find(secret->reveal()); at != std::string::npos;
         at = text.find(secret->reveal(), at))
      text.replace(at, secret->reveal().size(), "…");
  }
  return text;
}

}  // namespace eigenlake
