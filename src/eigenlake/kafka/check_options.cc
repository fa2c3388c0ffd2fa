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
  return fail(ErrorKind::kUsage, "expected {} in {}, found: {}", what, file, std::strerror(errno));
}

Result<> check_tls(const Security& security) {
  EIGENLAKE_RETURN_IF_ERROR(check_readable("certificates of authorities", security.ca_file));
  EIGENLAKE_RETURN_IF_ERROR(check_readable("a client's certificate", security.certificate_file));
  EIGENLAKE_RETURN_IF_ERROR(check_readable("a client's key", security.key_file));
  EIGENLAKE_RETURN_IF_ERROR(check_readable("a list of revoked certificates", security.crl_file));
  if (security.certificate_file.empty() != security.key_file.empty())
    return fail(ErrorKind::kUsage, "expected a client's certificate and its key, found only the {}",
                security.key_file.empty() ? "certificate" : "key");
  return {};
}

Result<> check_sasl(const Security& security) {
  if (std::ranges::find(kMechanisms, security.mechanism) == kMechanisms.end())
    return fail(ErrorKind::kUsage, "expected one of the SASL mechanisms {}, found {}",
                fmt::join(kMechanisms, ", "), security.mechanism.empty() ? "none" : security.mechanism);
  if (security.mechanism == "GSSAPI") return {};
  if (security.username.empty() || security.password.empty())
    return fail(ErrorKind::kUsage, "expected a user and a password for {}, found no {}", security.mechanism,
                security.username.empty() ? "user" : "password");
  return {};
}

}  // namespace

Result<> check(const ClientOptions& options) {
  const Security& security = options.security;
  const bool tls =
      security.protocol == SecurityProtocol::kSsl || security.protocol == SecurityProtocol::kSaslSsl;
  const bool sasl = security.protocol == SecurityProtocol::kSaslPlaintext ||
                    security.protocol == SecurityProtocol::kSaslSsl;
  if (options.servers.empty())
    return fail(ErrorKind::kUsage, "expected Kafka servers as HOST:PORT, found none");
  if (tls) EIGENLAKE_RETURN_IF_ERROR(check_tls(security));
  if (sasl) EIGENLAKE_RETURN_IF_ERROR(check_sasl(security));
  if (!sasl && !security.mechanism.empty())
    return fail(ErrorKind::kUsage, "expected a SASL protocol with the mechanism {}, found {}",
                security.mechanism, name_of(security.protocol));
  EIGENLAKE_RETURN_IF_ERROR(make_conf(options, {}, nullptr));
  return {};
}

}  // namespace eigenlake::kafka
