// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/base/named_enum.h"
#include "eigenlake/base/secret.h"

namespace eigenlake::kafka {

enum class SecurityProtocol { kPlaintext, kSsl, kSaslPlaintext, kSaslSsl };
/// As Kafka spells it: SASL_SSL.
inline std::string_view name_of(SecurityProtocol protocol) {
  constexpr NamedEnum<SecurityProtocol, 4> kProtocols{
      .what = "protocol", .names = {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"}};
  return kProtocols.name_of(protocol);
}

/// Identity and trust. Never weakened silently: a broker that does not support the protocol is an error.
struct Security {
  SecurityProtocol protocol = SecurityProtocol::kPlaintext;
  std::string ca_file = {};           ///< PEM; the system's authorities where it is empty.
  std::string certificate_file = {};  ///< PEM, of the client; with key_file.
  std::string key_file = {};
  Secret key_password = {};
  std::string crl_file = {};
  std::string ciphers = {};
  bool check_hostname = true;
  std::string mechanism = {};  ///< PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or GSSAPI; with either SASL protocol.
  std::string username = {};
  Secret password = {};
  std::string kerberos_service_name = "kafka";
  std::string kerberos_domain_name = {};

  bool uses_tls() const {
    return protocol == SecurityProtocol::kSsl || protocol == SecurityProtocol::kSaslSsl;
  }
  bool uses_sasl() const {
    return protocol == SecurityProtocol::kSaslPlaintext || protocol == SecurityProtocol::kSaslSsl;
  }
};

/// How a client reaches a cluster.
struct ClientOptions {
  std::string servers = "localhost:9092";  ///< HOST:PORT, several with commas.
  std::string client_id = "eigenlake";
  Security security = {};
  /// How long a single request waits for its answer.
  int request_timeout_ms = 10'000;
  /// Properties of librdkafka by their own names, set last.
  std::map<std::string, std::string> properties = {};
};

/// The largest record that our settings of brokers, topics, producers, consumers and Connect accept.
inline constexpr int kMessageBytesMax = 64 << 20;

}  // namespace eigenlake::kafka
