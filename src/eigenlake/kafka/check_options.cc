// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/check_options.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "eigenlake/kafka/rdkafka_client.h"

namespace eigenlake::kafka {
namespace {

constexpr std::array<std::string_view, 4> kMechanisms = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"};

Result<> check_readable(const std::string& what, const std::string& file) {
  if (file.empty() || ::access(file.c_str(), R_OK) == 0) return {};
  return fail(ErrorKind::kUsage, "cannot read {} from {}: {}", what, file, std::strerror(errno));
}

Result<> check_tls(const Security& security) {
  EIGENLAKE_RETURN_IF_ERROR(check_readable("the authorities' certificates", security.ca_file));
  EIGENLAKE_RETURN_IF_ERROR(check_readable("the client's certificate", security.certificate_file));
  EIGENLAKE_RETURN_IF_ERROR(check_readable("the client's key", security.key_file));
  EIGENLAKE_RETURN_IF_ERROR(check_readable("the list of revoked certificates", security.crl_file));
  if (security.certificate_file.empty() != security.key_file.empty())
    return fail(ErrorKind::kUsage, "a client's certificate and its key require each other; the {} is missing",
                security.key_file.empty() ? "key" : "certificate");
  return {};
}

Result<> check_sasl(const Security& security) {
  if (std::ranges::find(kMechanisms, security.mechanism) == kMechanisms.end())
    return fail(ErrorKind::kUsage, "the SASL mechanism must be one of {}, got {}",
                fmt::join(kMechanisms, ", "), security.mechanism.empty() ? "none" : security.mechanism);
  if (security.mechanism == "GSSAPI") return {};
  if (security.username.empty() || security.password.empty())
    return fail(ErrorKind::kUsage, "{} requires a user and a password; there is no {}", security.mechanism,
                security.username.empty() ? "user" : "password");
  return {};
}

}  // namespace

Result<> check(const ClientOptions& options) {
  const Security& security = options.security;
  if (options.servers.empty()) return fail(ErrorKind::kUsage, "no Kafka servers; name them as HOST:PORT");
  if (security.uses_tls()) EIGENLAKE_RETURN_IF_ERROR(check_tls(security));
  if (security.uses_sasl()) EIGENLAKE_RETURN_IF_ERROR(check_sasl(security));
  if (!security.uses_sasl() && !security.mechanism.empty())
    return fail(ErrorKind::kUsage, "the mechanism {} requires a SASL protocol, got {}", security.mechanism,
                name_of(security.protocol));
  EIGENLAKE_RETURN_IF_ERROR(make_conf(options, {}, nullptr));
  return {};
}

}  // namespace eigenlake::kafka
