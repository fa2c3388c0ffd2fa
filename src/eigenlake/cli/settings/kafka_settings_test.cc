// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/kafka_settings.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/command_line.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/setting_list.h"
#include "eigenlake/cli/settings/topic_options.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Texts = std::map<std::string, std::string>;

Result<PublisherOptions> options_of(const Texts& flags, const Texts& environment = {}) {
  GivenFlags given;
  for (const auto& [name, text] : flags) given[name] = {text};
  const auto configuration = Configuration::resolve(all_settings(), given, environment);
  EXPECT_TRUE(configuration) << configuration.error().to_string();
  return publisher_options(*configuration);
}

std::string refusal_of(const Texts& flags, const Texts& environment = {}) {
  const auto options = options_of(flags, environment);
  EXPECT_FALSE(options);
  return options ? "" : options.error().to_string();
}

/// Runs the program. Returns its exit code and output.
std::pair<ExitCode, std::string> run(const std::vector<std::string>& arguments,
                                     const Texts& environment = {}) {
  std::istringstream in;
  std::ostringstream out;
  ProcessContext process{in, out, out, environment};
  const auto code = run_command_line(arguments, process);
  return {code, out.str()};
}

std::string file_with(const std::string& name, const std::string& text) {
  const auto file = std::filesystem::path(::testing::TempDir()) / name;
  std::ofstream(file) << text;
  return file.string();
}

TEST(KafkaSettings, PlatformVariablesAndDefaultsAreRead) {
  const auto options =
      options_of({}, {{"KAFKA_SERVERS", "a:9092,b:9092"}, {"SCHEMA_REGISTRY_URL", "http://r:1,http://s:2"}});
  ASSERT_TRUE(options) << options.error().to_string();
  EXPECT_EQ(options->producer.client.servers, "a:9092,b:9092");
  EXPECT_EQ(options->registry.urls, (std::vector<std::string>{"http://r:1", "http://s:2"}));
  EXPECT_EQ(options->topic, "experiment.vqe");
  EXPECT_EQ(options->producer.acks, "all");
  EXPECT_EQ(options->timeout_ms, 10'000);
  EXPECT_EQ(options->producer.client.security.protocol, kafka::SecurityProtocol::kPlaintext);
  EXPECT_TRUE(options->producer.client.security.check_hostname);
}

TEST(KafkaSettings, PasswordsAreNoFlags) {
  const Texts sasl = {
      {"sasl-ssl", "true"}, {"sasl-mechanism", "SCRAM-SHA-512"}, {"sasl-plain-username", "anna"}};
  const auto by_environment = options_of(sasl, {{"EIGENLAKE_SASL_PLAIN_PASSWORD", "sesame"}});
  ASSERT_TRUE(by_environment) << by_environment.error().to_string();
  EXPECT_EQ(by_environment->producer.client.security.password.reveal(), "sesame");
  Texts with_file = sasl;
  with_file["sasl-plain-password-file"] = file_with("password.txt", "open sesame\n");
  const auto by_file = options_of(with_file);
  ASSERT_TRUE(by_file) << by_file.error().to_string();
  EXPECT_EQ(by_file->producer.client.security.password.reveal(), "open sesame");
  EXPECT_THAT(refusal_of(with_file, {{"EIGENLAKE_SASL_PLAIN_PASSWORD", "sesame"}}),
              HasSubstr("exclude each other"));
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"publish", "x.avro", "--sasl-plain-password", "sesame"},
           {"publish", "x.avro", "--sasl-plain-password=sesame"},
           {"publish", "x.avro", "--kafka-property", "sasl.password=sesame"}}) {
    const auto [code, text] = run(words);
    EXPECT_EQ(code, ExitCode::kUsage);
    EXPECT_THAT(text, HasSubstr("others can read the command line"));
    EXPECT_THAT(text, Not(HasSubstr("=sesame")));
  }
}

TEST(KafkaSettings, IneffectiveSettingsAreRejected) {
  EXPECT_THAT(refusal_of({{"ssl-ciphers", "x"}}), HasSubstr("--ssl-ciphers requires ssl or sasl-ssl"));
  EXPECT_THAT(refusal_of({{"ssl", "true"}, {"sasl-plain-username", "anna"}}),
              HasSubstr("sasl-plain-username"));
  EXPECT_THAT(refusal_of({{"ssl", "true"}, {"sasl-plaintext", "true"}}), HasSubstr("exclude each other"));
  EXPECT_THAT(refusal_of({{"sasl-ssl", "true"}}), HasSubstr("SASL mechanism"));
  EXPECT_THAT(
      refusal_of({{"sasl-ssl", "true"}, {"sasl-mechanism", "PLAIN"}, {"sasl-plain-username", "anna"}}),
      HasSubstr("password"));
  EXPECT_THAT(refusal_of({{"ssl", "true"}, {"ssl-cafile", "/nowhere/ca.crt"}}), HasSubstr("/nowhere/ca.crt"));
  EXPECT_THAT(refusal_of({{"kafka-property", "no.such.property=1"}}), HasSubstr("no.such.property"));
  EXPECT_THAT(refusal_of({{"schema-registry-url", "ftp://x"}}), HasSubstr("ftp://x"));
  EXPECT_THAT(refusal_of({{"topic", "a/b"}}), HasSubstr("a/b"));
}

TEST(KafkaSettings, FlagsWinOverTheFolder) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "kafka_settings_test";
  std::filesystem::create_directories(folder);
  for (const char* name : {"ca.crt", "client.crt", "client.key", "other.crt"})
    std::ofstream(folder / name) << "x";
  const auto configuration = Configuration::resolve(
      Settings{&option::kSsl, &option::kSslDir, &option::kSslCafile},
      {{"ssl", {"true"}}, {"ssl-dir", {folder.string()}}, {"ssl-cafile", {(folder / "other.crt").string()}}},
      {});
  ASSERT_TRUE(configuration);
  const auto options = kafka_client_options(*configuration);
  ASSERT_TRUE(options) << options.error().to_string();
  EXPECT_EQ(options->security.ca_file, (folder / "other.crt").string());
  EXPECT_EQ(options->security.certificate_file, (folder / "client.crt").string());
  EXPECT_EQ(options->security.key_file, (folder / "client.key").string());
}

TEST(KafkaSettings, EachSecretComesFromOnePlace) {
  const std::string file = file_with("secret.txt", "sesame\r\n");
  const Texts registry = {{"schema-registry-username", "anna"}, {"schema-registry-password-file", file}};
  const auto options = options_of(registry);
  ASSERT_TRUE(options) << options.error().to_string();
  EXPECT_EQ(options->registry.password.reveal(), "sesame");
  EXPECT_THAT(refusal_of(registry, {{"EIGENLAKE_SCHEMA_REGISTRY_PASSWORD", "other"}}),
              HasSubstr("exclude each other"));
  EXPECT_THAT(refusal_of({{"ssl", "true"}, {"ssl-password-file", "/nowhere/password"}}),
              HasSubstr("/nowhere/password"));
}

TEST(KafkaSettings, RegistryFilesExistInPairs) {
  const std::string file = file_with("client.pem", "x");
  for (const char* name : {"schema-registry-cafile", "schema-registry-certfile", "schema-registry-keyfile"})
    EXPECT_THAT(refusal_of({{name, "/nowhere/x.pem"}}), HasSubstr("/nowhere/x.pem")) << name;
  EXPECT_THAT(refusal_of({{"schema-registry-certfile", file}}), HasSubstr("require each other"));
  EXPECT_THAT(refusal_of({{"schema-registry-keyfile", file}}), HasSubstr("require each other"));
}

TEST(KafkaSettings, SecuritySettingsRequireTheirProtocol) {
  for (const char* name : {"ssl-dir", "ssl-cafile", "ssl-certfile", "ssl-keyfile", "ssl-crlfile",
                           "ssl-ciphers", "ssl-password-file"}) {
    EXPECT_THAT(refusal_of({{name, "x"}}), HasSubstr(name));
    EXPECT_THAT(refusal_of({{"sasl-plaintext", "true"}, {name, "x"}}), HasSubstr(name));
  }
  EXPECT_THAT(refusal_of({{"disable-ssl-check-hostname", "true"}}), HasSubstr("disable-ssl-check-hostname"));
  for (const auto& [name, value] : Texts{{"sasl-mechanism", "PLAIN"},
                                         {"sasl-plain-username", "anna"},
                                         {"sasl-plain-password-file", "x"},
                                         {"sasl-kerberos-service-name", "kafka"}}) {
    EXPECT_THAT(refusal_of({{name, value}}), HasSubstr(name));
    EXPECT_THAT(refusal_of({{"ssl", "true"}, {name, value}}), HasSubstr(name));
  }
  EXPECT_THAT(refusal_of({{"sasl-ssl", "true"}, {"sasl-plaintext", "true"}}), HasSubstr("sasl-ssl"));
  EXPECT_THAT(refusal_of({{"ssl", "true"}, {"ssl-dir", "/nowhere"}}), HasSubstr("/nowhere"));
}

TEST(KafkaSettings, KerberosRealmIsUnsupported) {
  const auto options = options_of({{"sasl-kerberos-domain-name", "x"}});
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().kind, ErrorKind::kUnsupported);
}

TEST(KafkaSettings, PropertiesMayHaveCommasInTheirValues) {
  const auto options = options_of({{"kafka-property", "debug=broker,topic,client.id=me"}});
  ASSERT_TRUE(options) << options.error().to_string();
  EXPECT_EQ(options->producer.client.properties, (Texts{{"debug", "broker,topic"}, {"client.id", "me"}}));
  EXPECT_THAT(refusal_of({{"kafka-property", "debug"}}), HasSubstr("'debug'"));
  EXPECT_THAT(refusal_of({{"kafka-property", "=x"}}), HasSubstr("'=x'"));
}

TEST(KafkaSettings, SecondsBecomeMilliseconds) {
  const auto options = options_of(
      {{"timeout", "7"}, {"retry-delay", "0"}, {"schema-registry-timeout", "3"}, {"spool-size", "2"}});
  ASSERT_TRUE(options) << options.error().to_string();
  EXPECT_EQ(options->producer.client.request_timeout_ms, 7000);
  EXPECT_EQ(options->producer.delivery_timeout_ms, 7000);
  EXPECT_EQ(options->retry_delay_ms, 0);
  EXPECT_EQ(options->registry.timeout_ms, 3000);
  EXPECT_EQ(options->spool_bytes_max, 2U << 20);
}

TEST(KafkaSettings, TooManySecondsAreRejected) {
  for (const char* name : {"timeout", "retry-delay", "schema-registry-timeout"})
    EXPECT_THAT(refusal_of({{name, "2147484"}}), HasSubstr(name)) << name;
}

TEST(KafkaSettings, DeadLetterTopicHasADefault) {
  const auto configuration_of = [](const GivenFlags& flags) {
    return *Configuration::resolve(Settings{&option::kTopic, &option::kDeadLetterTopic}, flags, {});
  };
  EXPECT_EQ(dead_letter_topic(configuration_of({})), "experiment.vqe.dead-letter");
  EXPECT_EQ(dead_letter_topic(configuration_of({{"topic", {"runs"}}})), "runs.dead-letter");
  EXPECT_EQ(dead_letter_topic(configuration_of({{"dead-letter-topic", {"lost"}}})), "lost");
}

TEST(KafkaSettings, PublishingSettingsRequireKafka) {
  const auto [code, text] = run({"simulate", "x.json", "--topic", "runs"});
  EXPECT_EQ(code, ExitCode::kUsage);
  EXPECT_THAT(text, HasSubstr("requires --kafka"));
}

TEST(KafkaSettings, SettingsAreCheckedBeforeMolecules) {
  const auto [code, text] = run({"simulate", "/nowhere.json", "--kafka", "--sasl-ssl"});
  EXPECT_EQ(code, ExitCode::kUsage);
  EXPECT_THAT(text, HasSubstr("SASL mechanism"));
}

}  // namespace
}  // namespace eigenlake
