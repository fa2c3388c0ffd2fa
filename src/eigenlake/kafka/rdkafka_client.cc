// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/rdkafka_client.h"

#include <algorithm>
#include <array>

#include <openssl/x509.h>

namespace eigenlake::kafka {
namespace {

/// librdkafka writes to stderr by itself; errors and events have what matters.
void drop_log(const rd_kafka_t* /*client*/, int /*level*/, const char* /*facility*/, const char* /*text*/) {}

void on_error(rd_kafka_t* client, int code, const char* reason, void* opaque) {
  auto& owner = *static_cast<RdkafkaOwner*>(opaque);
  auto error = static_cast<rd_kafka_resp_err_t>(code);
  std::string text = reason;
  if (error == RD_KAFKA_RESP_ERR__FATAL) {
    std::array<char, kMessageBytes> fatal{};
    rd_kafka_fatal_error(client, fatal.data(), fatal.size());
    text = fatal.data();
  }
  owner.events.note(error, text);
}

/// Accepts what OpenSSL accepts, and notes the reason where it does not.
int on_certificate(rd_kafka_t* /*client*/, const char* broker, int32_t /*broker_id*/, int* x509_error,
                   int /*depth*/, const char* /*bytes*/, size_t /*size*/, char* error_text, size_t error_size,
                   void* opaque) {
  if (*x509_error == X509_V_OK) return 1;
  const std::string reason = X509_verify_cert_error_string(*x509_error);
  static_cast<RdkafkaOwner*>(opaque)->events.note_certificate(broker, reason);
  const size_t length = reason.copy(error_text, error_size - 1);
  error_text[length] = '\0';
  return 0;
}

std::vector<Property> tls_properties(const Security& security) {
  std::vector<Property> properties;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) properties.emplace_back(name, value);
  };
  add("ssl.ca.location", security.ca_file);
  add("ssl.certificate.location", security.certificate_file);
  add("ssl.key.location", security.key_file);
  add("ssl.key.password", security.key_password.reveal());
  add("ssl.crl.location", security.crl_file);
  add("ssl.cipher.suites", security.ciphers);
  add("ssl.endpoint.identification.algorithm", security.check_hostname ? "https" : "none");
  return properties;
}

std::vector<Property> sasl_properties(const Security& security) {
  std::vector<Property> properties = {{"sasl.mechanisms", security.mechanism}};
  if (security.mechanism == "GSSAPI") {
    properties.emplace_back("sasl.kerberos.service.name", security.kerberos_service_name);
    return properties;
  }
  properties.emplace_back("sasl.username", security.username);
  properties.emplace_back("sasl.password", security.password.reveal());
  return properties;
}

std::vector<Property> client_properties(const ClientOptions& options) {
  std::vector<Property> properties = {
      {"bootstrap.servers", options.servers},
      {"client.id", options.client_id},
      {"security.protocol", std::string(name_of(options.security.protocol))},
      {"socket.timeout.ms", std::to_string(options.request_timeout_ms)},
      {"socket.connection.setup.timeout.ms", std::to_string(std::max(1000, options.request_timeout_ms))},
      {"socket.keepalive.enable", "true"},
      // Doubles with each attempt. A new client also waits half of it before it connects.
      {"reconnect.backoff.ms", "22"},
      {"reconnect.backoff.max.ms", "2000"},
      {"topic.metadata.refresh.interval.ms", "60000"},
  };
  const auto add_all = [&](const std::vector<Property>& more) {
    properties.insert(properties.end(), more.begin(), more.end());
  };
  if (options.security.uses_tls()) add_all(tls_properties(options.security));
  if (options.security.uses_sasl()) add_all(sasl_properties(options.security));
  return properties;
}

Result<> set(rd_kafka_conf_t* conf, const Property& property) {
  std::array<char, kMessageBytes> reason{};
  const auto [name, value] = property;
  const auto outcome = rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size());
  if (outcome == RD_KAFKA_CONF_OK) return {};
  // librdkafka's own text may quote the value.
  if (name.contains("password")) return fail(ErrorKind::kUsage, "invalid value of {}", name);
  return fail(ErrorKind::kUsage, "{}", reason.data());
}

/// Adds to librdkafka's message what a user may do.
std::string with_advice(rd_kafka_resp_err_t code, std::string reason) {
  if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION && !reason.contains("uthentication"))
    return "authentication failed: " + reason;
  return reason;
}

}  // namespace

void ClientEvents::note(rd_kafka_resp_err_t code, const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    all_down_ = true;
  } else if (code == RD_KAFKA_RESP_ERR__FATAL) {
    fatal_ = text;
  } else {
    reason_ = with_advice(code, text);
    if (code != RD_KAFKA_RESP_ERR__SSL) certificate_reason_.clear();
  }
}

void ClientEvents::note_certificate(const std::string& broker, const std::string& reason) {
  const std::lock_guard lock(mutex_);
  certificate_reason_ = fmt::format("rejected the certificate of {}: {}", broker, reason);
}

std::string ClientEvents::last_reason() const {
  const std::lock_guard lock(mutex_);
  return certificate_reason_.empty() ? reason_ : certificate_reason_;
}

std::string ClientEvents::fatal_reason() const {
  const std::lock_guard lock(mutex_);
  return fatal_;
}

bool ClientEvents::take_all_down() {
  const std::lock_guard lock(mutex_);
  return std::exchange(all_down_, false);
}

void ClientEvents::forget() {
  const std::lock_guard lock(mutex_);
  reason_.clear();
  certificate_reason_.clear();
  all_down_ = false;
}

Result<ConfHandle> make_conf(const ClientOptions& options, std::span<const Property> properties,
                             void* opaque) {
  ConfHandle conf(rd_kafka_conf_new());
  auto all = client_properties(options);
  all.insert(all.end(), properties.begin(), properties.end());
  all.insert(all.end(), options.properties.begin(), options.properties.end());
  for (const auto& property : all) EIGENLAKE_RETURN_IF_ERROR(set(conf.get(), property));
  rd_kafka_conf_set_opaque(conf.get(), opaque);
  rd_kafka_conf_set_log_cb(conf.get(), drop_log);
  return conf;
}

void listen(rd_kafka_conf_t* conf) {
  rd_kafka_conf_set_error_cb(conf, on_error);
  // Fails only where librdkafka was built without TLS; then setting TLS has failed before.
  std::ignore = rd_kafka_conf_set_ssl_cert_verify_cb(conf, on_certificate);
}

Result<rd_kafka_t*> make_client(rd_kafka_type_t type, ConfHandle conf) {
  std::array<char, kMessageBytes> reason{};
  rd_kafka_t* client = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
  if (client == nullptr) return fail(ErrorKind::kUsage, "cannot create a Kafka client: {}", reason.data());
  std::ignore = conf.release();
  return client;
}

ErrorKind kind_of(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return ErrorKind::kResourceLimit;
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
      return ErrorKind::kInterrupted;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return ErrorKind::kNotFound;
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
      return ErrorKind::kAlreadyExists;
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR__STATE:
      return ErrorKind::kConflict;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
      return ErrorKind::kUsage;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return ErrorKind::kCorrupt;
    default:
      return ErrorKind::kUnavailable;
  }
}

Error client_error(rd_kafka_resp_err_t code, const std::string& what, const RdkafkaOwner& owner) {
  Error error{kind_of(code), fmt::format("{}: {}", what, rd_kafka_err2str(code)), {}};
  if (error.kind != ErrorKind::kUnavailable && error.kind != ErrorKind::kInterrupted) return error;
  const std::string reason = owner.events.last_reason();
  if (!reason.empty()) error.message += "; " + reason;
  return error;
}

}  // namespace eigenlake::kafka
