// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/kafka_settings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

#include "eigenlake/base/whole_file.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/topic_options.h"
#include "eigenlake/kafka/check_options.h"

namespace eigenlake {
namespace {

/// Of a setting in seconds. Errors: kUsage for more than an int holds.
Result<int> milliseconds_of(const Configuration& configuration, const Option<int>& option) {
  constexpr int kMillisecondsPerSecond = 1000;
  constexpr int kSecondsMax = std::numeric_limits<int>::max() / kMillisecondsPerSecond;
  const int seconds = configuration[option];
  if (seconds <= kSecondsMax) return seconds * kMillisecondsPerSecond;
  return configuration.refuse(option, "must be at most {} seconds, got {}", kSecondsMax, seconds);
}

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    if (comma > 0) parts.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return parts;
}

/// The secret, or the content of the file that the other option names.
Result<Secret> secret_of(const Configuration& configuration, const Option<std::string>& secret,
                         const Option<std::string>& file_option) {
  const std::string file = configuration[file_option];
  if (file.empty()) return Secret(configuration[secret]);
  if (configuration.has(secret))
    return fail(ErrorKind::kUsage, "{} and {} exclude each other ({}, {})", secret.name, file_option.name,
                configuration.origin(secret), configuration.origin(file_option));
  auto content = read_whole_file(file);
  if (!content) return configuration.refuse(file_option, "{}", content.error().message);
  while (content->ends_with('\n') || content->ends_with('\r')) content->pop_back();
  return Secret(*std::move(content));
}

/// The file that the option names, or the existing one in --ssl-dir.
std::string certificate_file(const Configuration& configuration, const Option<std::string>& option,
                             const char* in_folder) {
  if (configuration.has(option)) return configuration[option];
  const std::string folder = configuration[option::kSslDir];
  if (folder.empty()) return "";
  const auto file = std::filesystem::path(folder) / in_folder;
  std::error_code none;
  return std::filesystem::exists(file, none) ? file.string() : "";
}

Result<kafka::SecurityProtocol> protocol_of(const Configuration& configuration) {
  using enum kafka::SecurityProtocol;
  const bool ssl = configuration[option::kSsl];
  const bool sasl_ssl = configuration[option::kSaslSsl];
  const bool sasl_plaintext = configuration[option::kSaslPlaintext];
  if (sasl_plaintext && (ssl || sasl_ssl))
    return fail(ErrorKind::kUsage, "sasl-plaintext and {} exclude each other", ssl ? "ssl" : "sasl-ssl");
  if (sasl_ssl) return kSaslSsl;
  if (sasl_plaintext) return kSaslPlaintext;
  return ssl ? kSsl : kPlaintext;
}

/// Settings of TLS or SASL must not be ignored silently.
Result<> refuse_idle_security(const Configuration& configuration, kafka::SecurityProtocol protocol) {
  using enum kafka::SecurityProtocol;
  const bool tls = protocol == kSsl || protocol == kSaslSsl;
  const bool sasl = protocol == kSaslPlaintext || protocol == kSaslSsl;
  for (const Setting* setting :
       Settings{&option::kSslDir, &option::kSslCafile, &option::kSslCertfile, &option::kSslKeyfile,
                &option::kSslCrlfile, &option::kSslCiphers, &option::kSslPassword, &option::kSslPasswordFile,
                &option::kDisableSslCheckHostname})
    if (!tls && configuration.has(*setting))
      return fail(ErrorKind::kUsage, "{} requires ssl or sasl-ssl", configuration.origin(*setting));
  for (const Setting* setting :
       Settings{&option::kSaslMechanism, &option::kSaslPlainUsername, &option::kSaslPlainPassword,
                &option::kSaslPlainPasswordFile, &option::kSaslKerberosServiceName})
    if (!sasl && configuration.has(*setting))
      return fail(ErrorKind::kUsage, "{} requires sasl-ssl or sasl-plaintext",
                  configuration.origin(*setting));
  if (configuration.has(option::kSaslKerberosDomainName))
    return configuration.refuse(
        option::kSaslKerberosDomainName,
        Error{ErrorKind::kUnsupported,
              "must not be set: librdkafka takes the realm from the Kerberos configuration",
              {}});
  return {};
}

Result<kafka::Security> security_of(const Configuration& configuration) {
  kafka::Security security;
  EIGENLAKE_ASSIGN_OR_RETURN(security.protocol, protocol_of(configuration));
  EIGENLAKE_RETURN_IF_ERROR(refuse_idle_security(configuration, security.protocol));
  if (const std::string folder = configuration[option::kSslDir];
      !folder.empty() && !std::filesystem::is_directory(folder))
    return configuration.refuse(option::kSslDir, "no folder {}", folder);
  security.ca_file = certificate_file(configuration, option::kSslCafile, "ca.crt");
  security.certificate_file = certificate_file(configuration, option::kSslCertfile, "client.crt");
  security.key_file = certificate_file(configuration, option::kSslKeyfile, "client.key");
  security.crl_file = configuration[option::kSslCrlfile];
  security.ciphers = configuration[option::kSslCiphers];
  EIGENLAKE_ASSIGN_OR_RETURN(security.key_password,
                             secret_of(configuration, option::kSslPassword, option::kSslPasswordFile));
  security.check_hostname = !configuration[option::kDisableSslCheckHostname];
  security.mechanism = configuration[option::kSaslMechanism];
  security.username = configuration[option::kSaslPlainUsername];
  EIGENLAKE_ASSIGN_OR_RETURN(security.password, secret_of(configuration, option::kSaslPlainPassword,
                                                          option::kSaslPlainPasswordFile));
  security.kerberos_service_name = configuration[option::kSaslKerberosServiceName];
  return security;
}

/// "a=b,c=d". A comma without a following '=' is part of the value.
Result<std::map<std::string, std::string>> properties_of(const Configuration& configuration) {
  std::map<std::string, std::string> properties;
  std::string* last = nullptr;
  for (const std::string& part : parts_of(configuration[option::kKafkaProperty])) {
    const size_t equals = part.find('=');
    if (equals == std::string::npos && last != nullptr) {
      *last += "," + part;
      continue;
    }
    if (equals == std::string::npos || equals == 0)
      return configuration.refuse(option::kKafkaProperty, "must be NAME=VALUE, got '{}'", part);
    const bool is_secret =
        part.find("password") < equals || part.find("secret") < equals || part.starts_with("ssl.key.pem");
    if (is_secret && configuration.is_from_flag(option::kKafkaProperty))
      return fail(ErrorKind::kUsage,
                  "set {} in the environment or the configuration file: others can read the command line",
                  part.substr(0, equals));
    last = &properties.insert_or_assign(part.substr(0, equals), part.substr(equals + 1)).first->second;
  }
  return properties;
}

}  // namespace

Result<kafka::ClientOptions> kafka_client_options(const Configuration& configuration) {
  kafka::ClientOptions options;
  options.servers = configuration[option::kServers];
  EIGENLAKE_ASSIGN_OR_RETURN(options.request_timeout_ms, milliseconds_of(configuration, option::kTimeout));
  EIGENLAKE_ASSIGN_OR_RETURN(options.security, security_of(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(options.properties, properties_of(configuration));
  EIGENLAKE_RETURN_IF_ERROR(kafka::check(options));
  return options;
}

Result<registry::SchemaRegistryOptions> registry_options(const Configuration& configuration) {
  registry::SchemaRegistryOptions options;
  options.urls = parts_of(configuration[option::kSchemaRegistryUrl]);
  options.username = configuration[option::kSchemaRegistryUsername];
  EIGENLAKE_ASSIGN_OR_RETURN(options.password, secret_of(configuration, option::kSchemaRegistryPassword,
                                                         option::kSchemaRegistryPasswordFile));
  options.ca_file = configuration[option::kSchemaRegistryCafile];
  options.certificate_file = configuration[option::kSchemaRegistryCertfile];
  options.key_file = configuration[option::kSchemaRegistryKeyfile];
  EIGENLAKE_ASSIGN_OR_RETURN(options.timeout_ms,
                             milliseconds_of(configuration, option::kSchemaRegistryTimeout));
  options.attempts = configuration[option::kRetries];
  for (const std::string& file : {options.ca_file, options.certificate_file, options.key_file})
    if (!file.empty() && !std::ifstream(file))
      return fail(ErrorKind::kUsage, "cannot read the schema registry's certificate file {}", file);
  if (options.certificate_file.empty() != options.key_file.empty())
    return fail(ErrorKind::kUsage, "schema-registry-certfile and schema-registry-keyfile require each other");
  EIGENLAKE_RETURN_IF_ERROR(registry::SchemaRegistry::create(options));
  return options;
}

Result<PublisherOptions> publisher_options(const Configuration& configuration) {
  PublisherOptions options;
  EIGENLAKE_ASSIGN_OR_RETURN(options.producer.client, kafka_client_options(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(options.registry, registry_options(configuration));
  options.producer.acks = configuration[option::kAcks];
  options.producer.message_bytes_max = configuration[option::kMessageBytesMax];
  options.producer.delivery_timeout_ms = options.producer.client.request_timeout_ms;
  options.timeout_ms = options.producer.delivery_timeout_ms;
  EIGENLAKE_ASSIGN_OR_RETURN(options.retry_delay_ms, milliseconds_of(configuration, option::kRetryDelay));
  options.topic = configuration[option::kTopic];
  options.spool_folder = configuration[option::kSpool];
  options.spool_bytes_max = static_cast<uint64_t>(configuration[option::kSpoolSize]) * kMebibyte;
  if (options.topic.empty() || options.topic.find_first_of("/ \t\n") != std::string::npos ||
      options.topic.starts_with('.'))
    return configuration.refuse(option::kTopic, "invalid name of a topic '{}'", options.topic);
  return options;
}

std::string dead_letter_topic(const Configuration& configuration) {
  const std::string given = configuration[option::kDeadLetterTopic];
  return given.empty() ? configuration[option::kTopic] + ".dead-letter" : given;
}

Settings connection_settings() {
  const Settings own = {&option::kServers, &option::kTopic, &option::kTimeout, &option::kRetries,
                        &option::kKafkaProperty};
  return joined_settings({own, option::kKafkaSecurityOptions, option::kSchemaRegistryOptions});
}

Settings publishing_settings() {
  const Settings own = {&option::kAcks, &option::kRetryDelay, &option::kInternalRetries,
                        &option::kMessageBytesMax};
  return joined_settings({connection_settings(), own, option::kSpoolOptions});
}

Result<std::optional<PublisherOptions>> asked_publishing(const Configuration& configuration) {
  if (configuration[option::kKafka]) return publisher_options(configuration);
  for (const Setting* setting : publishing_settings())
    if (configuration.is_from_flag(*setting))
      return fail(ErrorKind::kUsage, "{} requires --kafka", setting->flag());
  return std::nullopt;
}

}  // namespace eigenlake
