// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/check_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake::kafka {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const ClientOptions& options) {
  const auto outcome = check(options);
  if (outcome) return "accepted";
  EXPECT_EQ(outcome.error().kind, ErrorKind::kUsage);
  return outcome.error().message;
}

TEST(ClientOptions, DefaultsAreAccepted) {
  EXPECT_EQ(refusal({}), "accepted");
}

TEST(ClientOptions, EveryMechanismOfTheSpecificationIsAccepted) {
  for (const char* mechanism : {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"})
    EXPECT_EQ(refusal({.security = {.protocol = SecurityProtocol::kSaslSsl,
                                    .mechanism = mechanism,
                                    .username = "me",
                                    .password = Secret("pw")}}),
              "accepted")
        << mechanism;
}

TEST(ClientOptions, UnknownMechanismNamesTheSupportedOnes) {
  const auto text = refusal({.security = {.protocol = SecurityProtocol::kSaslSsl, .mechanism = "SCRAM"}});
  EXPECT_THAT(text, HasSubstr("SCRAM-SHA-512"));
  EXPECT_THAT(text, HasSubstr("got SCRAM"));
}

TEST(ClientOptions, MechanismRequiresSasl) {
  EXPECT_THAT(refusal({.security = {.mechanism = "PLAIN"}}), HasSubstr("got PLAINTEXT"));
}

TEST(ClientOptions, UserRequiresPassword) {
  EXPECT_THAT(refusal({.security = {.protocol = SecurityProtocol::kSaslPlaintext,
                                    .mechanism = "PLAIN",
                                    .username = "me"}}),
              HasSubstr("no password"));
}

TEST(ClientOptions, MissingFileIsNamed) {
  EXPECT_THAT(refusal({.security = {.protocol = SecurityProtocol::kSsl, .ca_file = "/nowhere/ca.crt"}}),
              HasSubstr("/nowhere/ca.crt: No such file"));
  for (const auto& [file, what] : std::initializer_list<std::pair<std::string Security::*, const char*>>{
           {&Security::certificate_file, "certificate"},
           {&Security::key_file, "key"},
           {&Security::crl_file, "list"}}) {
    Security security{
        .protocol = SecurityProtocol::kSsl, .certificate_file = "/dev/null", .key_file = "/dev/null"};
    security.*file = "/nowhere/file.pem";
    EXPECT_THAT(refusal({.security = security}),
                AllOf(HasSubstr(what), HasSubstr("/nowhere/file.pem: No such file")));
  }
}

TEST(ClientOptions, CertificateRequiresKey) {
  EXPECT_THAT(refusal({.security = {.protocol = SecurityProtocol::kSsl, .certificate_file = "/dev/null"}}),
              HasSubstr("the key is missing"));
}

TEST(ClientOptions, UnknownPropertyIsNamed) {
  EXPECT_THAT(refusal({.properties = {{"no.such.thing", "1"}}}),
              HasSubstr("No such configuration property: \"no.such.thing\""));
}

TEST(ClientOptions, MessagesHideThePassword) {
  EXPECT_THAT(refusal({.properties = {{"ssl.key.password.typo", "hunter2"}}}), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace eigenlake::kafka
