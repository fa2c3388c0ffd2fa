// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_address.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "eigenlake/http/uri_encode.h"

namespace eigenlake {
namespace {

constexpr std::array<std::string_view, 3> kSchemes = {"s3", "s3a", "s3n"};
constexpr size_t kBucketNameMax = 63;

bool is_bucket_name(std::string_view name) {
  const auto is_allowed = [](unsigned char c) { return is_unreserved(c) && c != '~'; };
  return !name.empty() && name.size() <= kBucketNameMax && std::ranges::all_of(name, is_allowed) &&
         name.front() != '.' && name.front() != '-';
}

std::string amazon_endpoint(std::string_view region) {
  return fmt::format("https://s3.{}.amazonaws.com{}", region, region.starts_with("cn-") ? ".cn" : "");
}

struct Endpoint {
  std::string scheme;
  std::string host;  ///< With its port.
  std::string path;  ///< Without '/' at its end.
};

Result<Endpoint> parse_endpoint(std::string_view text) {
  const size_t colon = text.find("://");
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (scheme != "http" && scheme != "https")
    return fail(ErrorKind::kUsage, "an S3 endpoint must be a URL such as http://garage:3901, got '{}'",
                text.substr(text.rfind('@') + 1));  // What stands before it may be a password.
  const std::string_view rest = text.substr(colon + 3);
  const size_t slash = std::min(rest.find('/'), rest.size());
  Endpoint endpoint{std::string(scheme), std::string(rest.substr(0, slash)), std::string(rest.substr(slash))};
  while (endpoint.path.ends_with('/')) endpoint.path.pop_back();
  const auto is_host_letter = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-._:[]").find(static_cast<char>(c)) != std::string_view::npos;
  };
  // Not repeated in the message: it may hold a password.
  if (endpoint.host.empty() || !std::ranges::all_of(endpoint.host, is_host_letter))
    return fail(ErrorKind::kUsage,
                "an S3 endpoint must be a host and perhaps a port, without a user name; "
                "keys are given by s3-access-key and s3-secret-key");
  if (!std::ranges::all_of(endpoint.path, [](unsigned char c) { return is_unreserved(c) || c == '/'; }))
    return fail(ErrorKind::kUsage, "an S3 endpoint must have a plain path, got '{}'", text);
  return endpoint;
}

/// Without the port that the scheme implies: curl and the servers leave it out of the header Host.
std::string host_header(const Endpoint& endpoint) {
  const std::string_view port = endpoint.scheme == "http" ? ":80" : ":443";
  std::string host = endpoint.host;
  if (host.ends_with(port)) host.resize(host.size() - port.size());
  return host;
}

}  // namespace

bool is_s3_uri(std::string_view uri) {
  return std::ranges::any_of(kSchemes, [&](std::string_view scheme) {
    return uri.starts_with(scheme) && uri.substr(scheme.size()).starts_with("://");
  });
}

Result<S3Location> S3Location::parse(std::string_view uri) {
  if (!is_s3_uri(uri))
    return fail(ErrorKind::kInvalidInput, "a place in S3 must be s3://bucket/…, got '{}'", uri);
  const size_t begin = uri.find("://") + 3;
  const size_t slash = std::min(uri.find('/', begin), uri.size());
  S3Location location{std::string(uri.substr(0, begin - 3)), std::string(uri.substr(begin, slash - begin)),
                      std::string(uri.substr(slash))};
  if (!is_bucket_name(location.bucket))
    return fail(ErrorKind::kInvalidInput, "no bucket name after {}:// in '{}'", location.scheme, uri);
  while (location.key.starts_with('/')) location.key.erase(0, 1);
  while (location.key.ends_with('/')) location.key.pop_back();
  return location;
}

std::string canonical_query(const NameValues& query) {
  NameValues encoded;
  for (const auto& [name, value] : query)
    encoded.emplace_back(uri_encode(name, false), uri_encode(value, false));
  std::ranges::sort(encoded);
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name + "=" + value;
  }
  return text;
}

Result<S3Address> S3Address::of_bucket(std::string_view bucket, const S3Options& options) {
  const bool path_style = options.path_style.value_or(!options.endpoint.empty());
  EIGENLAKE_ASSIGN_OR_RETURN(
      Endpoint endpoint,
      parse_endpoint(options.endpoint.empty() ? amazon_endpoint(options.region) : options.endpoint));
  if (!path_style) endpoint.host = fmt::format("{}.{}", bucket, endpoint.host);
  S3Address address{fmt::format("{}://{}", endpoint.scheme, endpoint.host), host_header(endpoint),
                    endpoint.path};
  if (path_style) address.path += fmt::format("/{}", bucket);
  return address;
}

std::string S3Address::path_of(std::string_view key) const {
  if (key.empty()) return path.empty() ? "/" : path;
  return path + "/" + uri_encode(key, true);
}

}  // namespace eigenlake
