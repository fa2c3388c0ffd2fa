#include "eigenlake/object_store/s3_client.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "eigenlake/object_store/s3_refusal.h"
#include "eigenlake/object_store/s3_signature.h"
#include "eigenlake/object_store/s3_xml.h"

namespace eigenlake {
namespace {

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
  Error error = refusal_error(request.method, place, response, clock_.unix_seconds());
  error.message = without_secrets(std::move(error.message));
  return error;
}

Error S3Client::failure(const S3Request& request, const Reply& reply, int tries) const {
  const S3Place place{bucket_, request.key, address_.origin, options_.region};
  Error error = reply ? unavailable_error(request.method, place, *reply, tries)
                      : connection_error(request.method, place, reply.error(), tries);
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
