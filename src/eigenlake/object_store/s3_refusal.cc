#include "eigenlake/object_store/s3_refusal.h"

#include <ctime>

#include "eigenlake/object_store/s3_xml.h"

namespace eigenlake {
namespace {

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

Error make_error(ErrorKind kind, std::string message) {
  return {kind, std::move(message), {}};
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

}  // namespace

std::string S3Place::to_string() const {
  return fmt::format("s3://{}{}{} at {}", bucket, key.empty() ? "" : "/", key, origin);
}

Error refusal_error(std::string_view method, const S3Place& place, const HttpResponse& response,
                    int64_t unix_seconds) {
  const S3ErrorBody body = parse_s3_error(response.body);
  const std::string what = fmt::format("cannot {} {}: ", verb_of(method), place.to_string());
  const std::string words = words_of(response, body);
  if (body.code == "NoSuchBucket" || (response.status == 404 && place.key.empty()))
    return make_error(ErrorKind::kStore, fmt::format("no bucket {} at {}; create it, or set s3-endpoint",
                                                     place.bucket, place.origin));
  if (body.code == "RequestTimeTooSkewed")
    return make_error(ErrorKind::kStore,
                      fmt::format("{}the clocks differ: {} here, {} at the server; set this machine's clock",
                                  what, utc_time(unix_seconds), response.header("date")));
  if (const std::string region = region_wished(response, body);
      !region.empty() && region != place.region && response.status != 404)
    return make_error(ErrorKind::kStore, fmt::format("{}expected region {}, found {}; set s3-region ({})",
                                                     what, region, place.region, words));
  switch (response.status) {
    case 404:
      if (body.code == "NoSuchUpload") break;
      return make_error(ErrorKind::kNotFound, fmt::format("no object {}", place.to_string()));
    case 412:
      return make_error(ErrorKind::kAlreadyExists,
                        fmt::format("object {} already exists", place.to_string()));
    case 401:
    case 403:
      return make_error(ErrorKind::kStore,
                        fmt::format("{}{} ({})", what, advice_on_identity(place, body), words));
    case 501:
      return make_error(ErrorKind::kUnsupported,
                        fmt::format("{}the server does not support this ({})", what, words));
    default:
      break;
  }
  return make_error(ErrorKind::kStore, fmt::format("{}the server answered {}", what, words));
}

Error unavailable_error(std::string_view method, const S3Place& place, const HttpResponse& response,
                        int tries) {
  return make_error(
      ErrorKind::kUnavailable,
      fmt::format("cannot {} {}: the server answered {} to the last of {} tries", verb_of(method),
                  place.to_string(), words_of(response, parse_s3_error(response.body)), tries));
}

Error connection_error(std::string_view method, const S3Place& place, const HttpFailure& failure, int tries) {
  const std::string what = fmt::format("cannot {} {}: ", verb_of(method), place.to_string());
  switch (failure.kind) {
    case HttpFailure::Kind::kNotSent:
      return make_error(
          ErrorKind::kUnavailable,
          fmt::format("{}no connection after {} tries: {}; check s3-endpoint and that the server runs", what,
                      tries, failure.reason));
    case HttpFailure::Kind::kNoReply:
      return make_error(ErrorKind::kUnavailable,
                        fmt::format("{}no reply to the last of {} tries: {}", what, tries, failure.reason));
    case HttpFailure::Kind::kNotTrusted:
      return make_error(
          ErrorKind::kStore,
          fmt::format("{}the server's certificate is not trusted: {}; s3-ca-file names an authority's", what,
                      failure.reason));
    case HttpFailure::Kind::kOther:
      break;
  }
  return make_error(ErrorKind::kStore, what + failure.reason);
}

}  // namespace eigenlake
