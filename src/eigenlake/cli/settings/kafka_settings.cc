#include "eigenlake/cli/settings/kafka_settings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "eigenlake/cli/settings/setting_list.h"
#include "eigenlake/kafka/check_options.h"

namespace eigenlake {
namespace {

/// Of a setting in seconds. Errors: kUsage for more than an int holds.
Result<int> milliseconds_of(const Configuration& configuration, std::string_view name) {
  constexpr int kMillisecondsPerSecond = 1000;
  constexpr int kSecondsMax = std::numeric_limits<int>::max() / kMillisecondsPerSecond;
  const int seconds = configuration.integer(name);
  if (seconds <= kSecondsMax) return seconds * kMillisecondsPerSecond;
  return fail(ErrorKind::kUsage, "{}: must be at most {} seconds, got {}", configuration.origin(name),
              kSecondsMax, seconds);
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

/// The secret of that name, or the content of the file that NAME-file names.
Result<Secret> secret_of(const Configuration& configuration, const std::string& name) {
  const std::string file = configuration.text(name + "-file");
  if (file.empty()) return Secret(configuration.text(name));
  if (configuration.has(name))
    return fail(ErrorKind::kUsage, "{} and {}-file exclude each other ({}, {})", name, name,
                configuration.origin(name), configuration.origin(name + "-file"));
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return fail(ErrorKind::kUsage, "{}: cannot read {}", configuration.origin(name + "-file"), file);
  std::string secret = text.str();
  while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  return Secret(std::move(secret));
}

/// The file that the setting names, or the existing one in --ssl-dir.
std::string certificate_file(const Configuration& configuration, std::string_view name,
                             const char* in_folder) {
  if (configuration.has(name)) return configuration.text(name);
  const std::string folder = configuration.text("ssl-dir");
  if (folder.empty()) return "";
  const auto file = std::filesystem::path(folder) / in_folder;
  std::error_code none;
  return std::filesystem::exists(file, none) ? file.string() : "";
}

Result<kafka::SecurityProtocol> protocol_of(const Configuration& configuration) {
  using enum kafka::SecurityProtocol;
  const bool ssl = configuration.flag("ssl");
  const bool sasl_ssl = configuration.flag("sasl-ssl");
  const bool sasl_plaintext = configuration.flag("sasl-plaintext");
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
  for (const char* name : {"ssl-dir", "ssl-cafile", "ssl-certfile", "ssl-keyfile", "ssl-crlfile",
                           "ssl-ciphers", "ssl-password", "ssl-password-file", "disable-ssl-check-hostname"})
    if (!tls && configuration.has(name))
      return fail(ErrorKind::kUsage, "{} requires ssl or sasl-ssl", configuration.origin(name));
  for (const char* name : {"sasl-mechanism", "sasl-plain-username", "sasl-plain-password",
                           "sasl-plain-password-file", "sasl-kerberos-service-name"})
    if (!sasl && configuration.has(name))
      return fail(ErrorKind::kUsage, "{} requires sasl-ssl or sasl-plaintext", configuration.origin(name));
  if (configuration.has("sasl-kerberos-domain-name"))
    return configuration.refuse(
        "sasl-kerberos-domain-name",
        {ErrorKind::kUnsupported,
         "must not be set: librdkafka takes the realm from the Kerberos configuration",
         {}});
  return {};
}

Result<kafka::Security> security_of(const Configuration& configuration) {
  kafka::Security security;
  EIGENLAKE_ASSIGN_OR_RETURN(security.protocol, protocol_of(configuration));
  EIGENLAKE_RETURN_IF_ERROR(refuse_idle_security(configuration, security.protocol));
  if (const std::string folder = configuration.text("ssl-dir");
      !folder.empty() && !std::filesystem::is_directory(folder))
    return fail(ErrorKind::kUsage, "{}: no folder {}", configuration.origin("ssl-dir"), folder);
  security.ca_file = certificate_file(configuration, "ssl-cafile", "ca.crt");
  security.certificate_file = certificate_file(configuration, "ssl-certfile", "client.crt");
  security.key_file = certificate_file(configuration, "ssl-keyfile", "client.key");
  security.crl_file = configuration.text("ssl-crlfile");
  security.ciphers = configuration.text("ssl-ciphers");
  EIGENLAKE_ASSIGN_OR_RETURN(security.key_password, secret_of(configuration, "ssl-password"));
  security.check_hostname = !configuration.flag("disable-ssl-check-hostname");
  security.mechanism = configuration.text("sasl-mechanism");
  security.username = configuration.text("sasl-plain-username");
  EIGENLAKE_ASSIGN_OR_RETURN(security.password, secret_of(configuration, "sasl-plain-password"));
  security.kerberos_service_name = configuration.text("sasl-kerberos-service-name");
  return security;
}

/// "a=b,c=d". A comma without a following '=' is part of the value.
Result<std::map<std::string, std::string>> properties_of(const Configuration& configuration) {
  std::map<std::string, std::string> properties;
  std::string* last = nullptr;
  for (const std::string& part : parts_of(configuration.text("kafka-property"))) {
    const size_t equals = part.find('=');
    if (equals == std::string::npos && last != nullptr) {
      *last += "," + part;
      continue;
    }
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::kUsage, "{}: must be NAME=VALUE, got '{}'",
                  configuration.origin("kafka-property"), part);
    const bool is_secret =
        part.find("password") < equals || part.find("secret") < equals || part.starts_with("ssl.key.pem");
    if (is_secret && configuration.origin("kafka-property").starts_with("flag "))
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
  options.servers = configuration.text("servers");
  EIGENLAKE_ASSIGN_OR_RETURN(options.request_timeout_ms, milliseconds_of(configuration, "timeout"));
  EIGENLAKE_ASSIGN_OR_RETURN(options.security, security_of(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(options.properties, properties_of(configuration));
  EIGENLAKE_RETURN_IF_ERROR(kafka::check(options));
  return options;
}

Result<registry::SchemaRegistryOptions> registry_options(const Configuration& configuration) {
  registry::SchemaRegistryOptions options;
  options.urls = parts_of(configuration.text("schema-registry-url"));
  options.username = configuration.text("schema-registry-username");
  EIGENLAKE_ASSIGN_OR_RETURN(options.password, secret_of(configuration, "schema-registry-password"));
  options.ca_file = configuration.text("schema-registry-cafile");
  options.certificate_file = configuration.text("schema-registry-certfile");
  options.key_file = configuration.text("schema-registry-keyfile");
  EIGENLAKE_ASSIGN_OR_RETURN(options.timeout_ms, milliseconds_of(configuration, "schema-registry-timeout"));
  options.attempts = configuration.integer("retries");
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
  options.producer.acks = configuration.text("acks");
  options.producer.message_bytes_max = configuration.integer("message-bytes-max");
  options.producer.delivery_timeout_ms = options.producer.client.request_timeout_ms;
  options.timeout_ms = options.producer.delivery_timeout_ms;
  EIGENLAKE_ASSIGN_OR_RETURN(options.retry_delay_ms, milliseconds_of(configuration, "retry-delay"));
  options.topic = configuration.text("topic");
  options.spool_folder = configuration.text("spool");
  options.spool_bytes_max = static_cast<uint64_t>(configuration.integer("spool-size")) * kMebibyte;
  if (options.topic.empty() || options.topic.find_first_of("/ \t\n") != std::string::npos ||
      options.topic.starts_with('.'))
    return fail(ErrorKind::kUsage, "{}: invalid name of a topic '{}'", configuration.origin("topic"),
                options.topic);
  return options;
}

std::string dead_letter_topic(const Configuration& configuration) {
  const std::string given = configuration.text("dead-letter-topic");
  return given.empty() ? configuration.text("topic") + ".dead-letter" : given;
}

std::vector<std::string> kafka_connection_setting_names() {
  std::vector<std::string> names = {"servers", "topic", "timeout", "retries", "kafka-property"};
  for (const Setting& setting : all_settings())
    if (setting.group == "Kafka security" || setting.group == "Schema Registry")
      names.push_back(setting.name);
  return names;
}

std::vector<std::string> publishing_setting_names() {
  auto names = kafka_connection_setting_names();
  for (const char* name :
       {"acks", "retry-delay", "internal-retries", "message-bytes-max", "spool", "spool-size"})
    names.emplace_back(name);
  return names;
}

Result<std::optional<PublisherOptions>> asked_publishing(const Configuration& configuration) {
  if (configuration.flag("kafka")) return publisher_options(configuration);
  for (const std::string& name : publishing_setting_names())
    if (configuration.origin(name).starts_with("flag "))
      return fail(ErrorKind::kUsage, "--{} requires --kafka", name);
  return std::nullopt;
}

}  // namespace eigenlake
