// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

inline constexpr std::string_view kAcksChoices[] = {"all", "1", "0"};
inline constexpr std::string_view kMechanisms[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"};

// Kafka.

inline constexpr Option<bool> kKafka("kafka",
                                     "Publish each record to Kafka; simulate then writes no raw object",
                                     {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kServers("servers", "HOST:PORT",
                                              "Kafka servers to begin with, several with commas",
                                              {.default_text = "localhost:9092",
                                               .environment = "KAFKA_SERVERS",
                                               .basic = true,
                                               .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kTopic(
    "topic", "NAME", "Topic of the records; its schema's subject is NAME-value",
    {.default_text = "experiment.vqe", .basic = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kAcks(
    "acks", "COUNT", "Acknowledgements of a record; with 'all' the producer is idempotent", kAcksChoices,
    {.default_text = "all", .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kTimeout(
    "timeout", "SECONDS", "Wait this long for an acknowledgement before a record is left for later",
    {.default_text = "10", .minimum = 1, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kRetries(
    "retries", "N", "Attempts of a request to the Schema Registry; sends are retried until --timeout",
    {.default_text = "3", .minimum = 1, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kRetryDelay(
    "retry-delay", "SECONDS", "Wait this long before delivery is retried",
    {.default_text = "2", .minimum = 0, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kInternalRetries(
    "internal-retries", "N", "Has no effect; an idempotent producer retries by itself without duplicates",
    {.default_text = "0", .minimum = 0, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kMessageBytesMax(
    "message-bytes-max", "BYTES",
    "Largest record to send, uncompressed; topic and broker have limits of their own",
    {.default_text = "67108864", .minimum = 1000, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kKafkaProperty(
    "kafka-property", "NAME=VALUE",
    "Properties of librdkafka by their own names, several with commas; set last",
    {.in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kKafkaOptions[] = {
    &kKafka,      &kServers,         &kTopic,           &kAcks,         &kTimeout, &kRetries,
    &kRetryDelay, &kInternalRetries, &kMessageBytesMax, &kKafkaProperty};

// Kafka security.

inline constexpr Option<bool> kSsl("ssl", "Use TLS to the brokers", {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kSaslSsl("sasl-ssl", "Log in by SASL, over TLS",
                                       {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kSaslPlaintext("sasl-plaintext", "Log in by SASL, unencrypted",
                                             {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kDisableSslCheckHostname(
    "disable-ssl-check-hostname", "Accept a broker's certificate for another host name; for tests only",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslDir(
    "ssl-dir", "FOLDER",
    "Take ca.crt, client.crt and client.key from there, where no flag names another file",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslCafile("ssl-cafile", "FILE",
                                                "Authorities to trust, PEM (default: the system's)",
                                                {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslCertfile("ssl-certfile", "FILE", "The client's certificate, PEM",
                                                  {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslKeyfile("ssl-keyfile", "FILE", "The client's key, PEM",
                                                 {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslCrlfile("ssl-crlfile", "FILE", "Revoked certificates, PEM",
                                                 {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslCiphers("ssl-ciphers", "LIST", "Cipher suites, as OpenSSL has them",
                                                 {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslPasswordFile("ssl-password-file", "FILE",
                                                      "Read the password of the client's key from this file",
                                                      {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSslPassword("ssl-password", "PASSWORD", "Password of the client's key",
                                                  {.secret = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSaslMechanism("sasl-mechanism", "NAME", "Mechanism to log in with",
                                                    kMechanisms, {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSaslPlainUsername("sasl-plain-username", "NAME",
                                                        "User of PLAIN and SCRAM",
                                                        {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSaslPlainPasswordFile("sasl-plain-password-file", "FILE",
                                                            "Read the user's password from this file",
                                                            {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSaslPlainPassword("sasl-plain-password", "PASSWORD",
                                                        "The user's password",
                                                        {.secret = true,
                                                         .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSaslKerberosServiceName("sasl-kerberos-service-name", "NAME",
                                                              "The brokers' service name, of GSSAPI",
                                                              {.default_text = "kafka",
                                                               .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSaslKerberosDomainName(
    "sasl-kerberos-domain-name", "NAME",
    "Not supported: librdkafka takes the realm from the Kerberos configuration",
    {.in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kKafkaSecurityOptions[] = {&kSsl,
                                                           &kSaslSsl,
                                                           &kSaslPlaintext,
                                                           &kDisableSslCheckHostname,
                                                           &kSslDir,
                                                           &kSslCafile,
                                                           &kSslCertfile,
                                                           &kSslKeyfile,
                                                           &kSslCrlfile,
                                                           &kSslCiphers,
                                                           &kSslPasswordFile,
                                                           &kSslPassword,
                                                           &kSaslMechanism,
                                                           &kSaslPlainUsername,
                                                           &kSaslPlainPasswordFile,
                                                           &kSaslPlainPassword,
                                                           &kSaslKerberosServiceName,
                                                           &kSaslKerberosDomainName};

// Schema Registry.

inline constexpr Option<std::string> kSchemaRegistryUrl(
    "schema-registry-url", "URL", "Schema Registry; several, with commas, are tried until one answers",
    {.default_text = "http://localhost:8081",
     .environment = "SCHEMA_REGISTRY_URL",
     .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSchemaRegistryUsername("schema-registry-username", "NAME",
                                                             "User of basic authentication",
                                                             {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSchemaRegistryPasswordFile("schema-registry-password-file", "FILE",
                                                                 "Read that user's password from this file",
                                                                 {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSchemaRegistryPassword("schema-registry-password", "PASSWORD",
                                                             "That user's password",
                                                             {.secret = true,
                                                              .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSchemaRegistryCafile(
    "schema-registry-cafile", "FILE", "Authorities to trust, PEM (default: the system's)",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSchemaRegistryCertfile("schema-registry-certfile", "FILE",
                                                             "The client's certificate, PEM",
                                                             {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kSchemaRegistryKeyfile("schema-registry-keyfile", "FILE",
                                                            "The client's key, PEM",
                                                            {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kSchemaRegistryTimeout(
    "schema-registry-timeout", "SECONDS", "Wait this long for an answer",
    {.default_text = "5", .minimum = 1, .in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kSchemaRegistryOptions[] = {
    &kSchemaRegistryUrl,    &kSchemaRegistryUsername, &kSchemaRegistryPasswordFile, &kSchemaRegistryPassword,
    &kSchemaRegistryCafile, &kSchemaRegistryCertfile, &kSchemaRegistryKeyfile,      &kSchemaRegistryTimeout};

// Spool.

inline constexpr Option<std::string> kSpool(
    "spool", "FOLDER", "Where records wait until a broker has acknowledged them",
    {.default_text = "./eigenlake-spool", .basic = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kSpoolSize("spool-size", "MIB", "Size of the spool at most",
                                        {.default_text = "1024",
                                         .minimum = 1,
                                         .in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kSpoolOptions[] = {&kSpool, &kSpoolSize};

}  // namespace eigenlake::option
