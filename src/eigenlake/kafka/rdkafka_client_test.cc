// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/rdkafka_client.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/kafka/check_options.h"

namespace eigenlake::kafka {
namespace {

/// The value that librdkafka has for a property.
std::string value_of(const ConfHandle& conf, const char* name) {
  std::array<char, 512> value{};
  size_t size = value.size();
  return rd_kafka_conf_get(conf.get(), name, value.data(), &size) == RD_KAFKA_CONF_OK ? value.data() : "none";
}

ConfHandle conf_of(const ClientOptions& options, const std::vector<Property>& properties = {}) {
  auto conf = make_conf(options, properties, nullptr);
  EXPECT_TRUE(conf) << conf.error().to_string();
  return *std::move(conf);
}

TEST(MakeConf, HasTheOptions) {
  const ConfHandle conf = conf_of({.servers = "a:1,b:2", .client_id = "me", .request_timeout_ms = 2500});
  EXPECT_EQ(value_of(conf, "bootstrap.servers"), "a:1,b:2");
  EXPECT_EQ(value_of(conf, "client.id"), "me");
  EXPECT_EQ(value_of(conf, "security.protocol"), "plaintext");
  EXPECT_EQ(value_of(conf, "socket.timeout.ms"), "2500");
  EXPECT_EQ(value_of(conf, "socket.connection.setup.timeout.ms"), "2500");
  EXPECT_EQ(value_of(conf_of({.request_timeout_ms = 50}), "socket.connection.setup.timeout.ms"), "1000")
      << "the least that librdkafka takes";
}

TEST(MakeConf, UsersPropertiesComeLast) {
  const std::vector<Property> ours = {{"linger.ms", "5"}, {"client.id", "ours"}};
  EXPECT_EQ(value_of(conf_of({}, ours), "linger.ms"), "5");
  EXPECT_EQ(value_of(conf_of({}, ours), "client.id"), "ours");
  const ConfHandle conf = conf_of({.properties = {{"linger.ms", "7"}}}, ours);
  EXPECT_EQ(value_of(conf, "linger.ms"), "7");
}

TEST(MakeConf, SecretsAndFilesAreSetOnlyForTheirProtocol) {
  Security security{.protocol = SecurityProtocol::kSaslSsl,
                    .key_password = Secret("pem"),
                    .ciphers = "AES",
                    .check_hostname = false,
                    .mechanism = "SCRAM-SHA-512",
                    .username = "mari",
                    .password = Secret("hunter2")};
  const ConfHandle conf = conf_of({.security = security});
  EXPECT_EQ(value_of(conf, "security.protocol"), "sasl_ssl");
  EXPECT_EQ(value_of(conf, "sasl.mechanisms"), "SCRAM-SHA-512");
  EXPECT_EQ(value_of(conf, "sasl.username"), "mari");
  EXPECT_EQ(value_of(conf, "sasl.password"), "hunter2");
  EXPECT_EQ(value_of(conf, "ssl.key.password"), "pem");
  EXPECT_EQ(value_of(conf, "ssl.cipher.suites"), "AES");
  EXPECT_EQ(value_of(conf, "ssl.endpoint.identification.algorithm"), "none");
  security.check_hostname = true;
  EXPECT_EQ(value_of(conf_of({.security = security}), "ssl.endpoint.identification.algorithm"), "https");
  security.protocol = SecurityProtocol::kPlaintext;
  EXPECT_NE(value_of(conf_of({.security = security}), "sasl.username"), "mari") << "no password without SASL";
}

TEST(MakeConf, FilesAreGivenByTheirPaths) {
  const ConfHandle conf = conf_of({.security = {.protocol = SecurityProtocol::kSsl,
                                                .ca_file = "/pem/ca",
                                                .certificate_file = "/pem/certificate",
                                                .key_file = "/pem/key",
                                                .crl_file = "/pem/crl"}});
  EXPECT_EQ(value_of(conf, "ssl.ca.location"), "/pem/ca");
  EXPECT_EQ(value_of(conf, "ssl.certificate.location"), "/pem/certificate");
  EXPECT_EQ(value_of(conf, "ssl.key.location"), "/pem/key");
  EXPECT_EQ(value_of(conf, "ssl.crl.location"), "/pem/crl");
}

TEST(MakeConf, KerberosNeedsNoPassword) {
  const Security security{
      .protocol = SecurityProtocol::kSaslPlaintext, .mechanism = "GSSAPI", .kerberos_service_name = "broker"};
  EXPECT_TRUE(check({.security = security}));
  EXPECT_EQ(value_of(conf_of({.security = security}), "sasl.kerberos.service.name"), "broker");
}

TEST(SecurityProtocol, IsSpelledAsKafkaDoes) {
  EXPECT_EQ(name_of(SecurityProtocol::kPlaintext), "PLAINTEXT");
  EXPECT_EQ(name_of(SecurityProtocol::kSsl), "SSL");
  EXPECT_EQ(name_of(SecurityProtocol::kSaslPlaintext), "SASL_PLAINTEXT");
  EXPECT_EQ(name_of(SecurityProtocol::kSaslSsl), "SASL_SSL");
}

TEST(KindOf, SeparatesRetriableErrors) {
  const std::pair<rd_kafka_resp_err_t, ErrorKind> cases[] = {
      {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, ErrorKind::kResourceLimit},
      {RD_KAFKA_RESP_ERR__PURGE_QUEUE, ErrorKind::kInterrupted},
      {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ErrorKind::kNotFound},
      {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, ErrorKind::kNotFound},
      {RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, ErrorKind::kAlreadyExists},
      {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, ErrorKind::kConflict},
      {RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, ErrorKind::kConflict},
      {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ErrorKind::kUsage},
      {RD_KAFKA_RESP_ERR_POLICY_VIOLATION, ErrorKind::kUsage},
      {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, ErrorKind::kCorrupt},
      {RD_KAFKA_RESP_ERR__TRANSPORT, ErrorKind::kUnavailable},
      {RD_KAFKA_RESP_ERR__TIMED_OUT, ErrorKind::kUnavailable},
      {RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, ErrorKind::kUnavailable}};
  for (const auto& [code, kind] : cases) EXPECT_EQ(kind_of(code), kind) << rd_kafka_err2name(code);
}

TEST(ClientEvents, LatestReasonIsKeptUntilABrokerAnswers) {
  ClientEvents events;
  EXPECT_EQ(events.last_reason(), "");
  events.note(RD_KAFKA_RESP_ERR__TRANSPORT, "connection refused");
  events.note(RD_KAFKA_RESP_ERR__RESOLVE, "no such host");
  EXPECT_EQ(events.last_reason(), "no such host");
  events.note(RD_KAFKA_RESP_ERR__AUTHENTICATION, "bad mechanism");
  EXPECT_EQ(events.last_reason(), "authentication failed: bad mechanism");
  events.note(RD_KAFKA_RESP_ERR__AUTHENTICATION, "SASL Authentication refused");
  EXPECT_EQ(events.last_reason(), "SASL Authentication refused");
  events.forget();
  EXPECT_EQ(events.last_reason(), "");
}

/// OpenSSL's words say more than "SSL handshake failed", which comes after them.
TEST(ClientEvents, CertificateReasonWinsOverTheHandshakes) {
  ClientEvents events;
  events.note_certificate("broker:9093", "self-signed certificate");
  events.note(RD_KAFKA_RESP_ERR__SSL, "SSL handshake failed");
  EXPECT_EQ(events.last_reason(), "rejected the certificate of broker:9093: self-signed certificate");
  events.note(RD_KAFKA_RESP_ERR__TRANSPORT, "connection refused");
  EXPECT_EQ(events.last_reason(), "connection refused");
  events.note_certificate("broker:9093", "expired");
  events.forget();
  EXPECT_EQ(events.last_reason(), "");
}

TEST(ClientEvents, AllBrokersDownIsReportedOnce) {
  ClientEvents events;
  EXPECT_FALSE(events.take_all_down());
  events.note(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
  EXPECT_EQ(events.last_reason(), "") << "it is no reason";
  EXPECT_TRUE(events.take_all_down());
  EXPECT_FALSE(events.take_all_down());
  events.note(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "again");
  events.forget();
  EXPECT_FALSE(events.take_all_down());
}

TEST(ClientEvents, FatalErrorStays) {
  ClientEvents events;
  events.note(RD_KAFKA_RESP_ERR__FATAL, "sequence out of order");
  events.forget();
  EXPECT_EQ(events.fatal_reason(), "sequence out of order");
  EXPECT_EQ(events.last_reason(), "");
}

TEST(ClientError, TimeoutHasTheLatestReason) {
  RdkafkaOwner owner;
  EXPECT_EQ(client_error(RD_KAFKA_RESP_ERR__TIMED_OUT, "topic runs", owner).message,
            "topic runs: Local: Timed out");
  owner.events.note(RD_KAFKA_RESP_ERR__TRANSPORT, "connection refused");
  const Error silent = client_error(RD_KAFKA_RESP_ERR__TIMED_OUT, "topic runs", owner);
  EXPECT_EQ(silent.message, "topic runs: Local: Timed out; connection refused");
  EXPECT_EQ(silent.kind, ErrorKind::kUnavailable);
  const Error refused = client_error(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "topic runs", owner);
  EXPECT_EQ(refused.kind, ErrorKind::kUsage);
  EXPECT_FALSE(refused.message.contains("connection refused")) << refused.message;
}

TEST(MakeClient, ContradictionsAreRejected) {
  ConfHandle conf = conf_of({}, {{"enable.idempotence", "true"}, {"acks", "1"}});
  const auto client = make_client(RD_KAFKA_PRODUCER, std::move(conf));
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(client.error().message.contains("acks")) << client.error().message;
}

}  // namespace
}  // namespace eigenlake::kafka
