// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_signature.h"

#include <algorithm>
#include <ctime>

#include "eigenlake/base/digest.h"

namespace eigenlake {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

/// "20130524T000000Z"
std::string timestamp_of(int64_t unix_seconds) {
  const auto seconds = static_cast<time_t>(unix_seconds);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

/// Without spaces at its ends, and with one for several.
std::string single_spaced(std::string_view value) {
  std::string result;
  for (const char c : value)
    if (c != ' ' || (!result.empty() && result.back() != ' ')) result += c;
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

std::string names_of(const NameValues& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string canonical_request(const SignableRequest& request, const NameValues& headers,
                              std::string_view body_digest) {
  std::string text = fmt::format("{}\n{}\n{}\n", request.method, request.path, request.query);
  for (const auto& [name, value] : headers) text += name + ":" + single_spaced(value) + "\n";
  text += fmt::format("\n{}\n{}", names_of(headers), body_digest);
  return text;
}

std::string signing_key(const Secret& secret_key, std::string_view date, std::string_view region) {
  std::string key = hmac_sha256("AWS4" + secret_key.reveal(), date);
  for (const std::string_view part : {region, std::string_view("s3"), std::string_view("aws4_request")})
    key = hmac_sha256(key, part);
  return key;
}

}  // namespace

NameValues sign(const SignableRequest& request, const S3Credentials& credentials, std::string_view region,
                int64_t unix_seconds) {
  const std::string timestamp = timestamp_of(unix_seconds);
  const std::string date = timestamp.substr(0, 8);
  const std::string body_digest = to_hex(sha256(request.body));
  NameValues proof = {{"x-amz-date", timestamp}, {"x-amz-content-sha256", body_digest}};
  if (!credentials.session_token.empty())
    proof.emplace_back("x-amz-security-token", credentials.session_token.reveal());

  NameValues headers = request.headers;
  headers.insert(headers.end(), proof.begin(), proof.end());
  std::ranges::sort(headers);
  const std::string scope = fmt::format("{}/{}/s3/aws4_request", date, region);
  const std::string to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, timestamp, scope,
                                          to_hex(sha256(canonical_request(request, headers, body_digest))));
  const std::string signature =
      to_hex(hmac_sha256(signing_key(credentials.secret_key, date, region), to_sign));
  proof.emplace_back("authorization",
                     fmt::format("{} Credential={}/{},SignedHeaders={},Signature={}", kAlgorithm,
                                 credentials.access_key.reveal(), scope, names_of(headers), signature));
  return proof;
}

}  // namespace eigenlake
