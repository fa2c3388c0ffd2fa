// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_profile.h"

#include <cctype>
#include <filesystem>
#include <fstream>

namespace eigenlake {
namespace {

using IniSection = std::map<std::string, std::string>;
using IniFile = std::map<std::string, IniSection, std::less<>>;

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_comment(std::string_view value) {
  for (const std::string_view mark : {" #", " ;", "\t#", "\t;"}) value = value.substr(0, value.find(mark));
  return trimmed(value);
}

/// "default" of "[default]", "x" of "[profile x]"; empty where the line is no such heading.
std::string section_name(std::string_view line) {
  const size_t end = line.find(']');
  if (!line.starts_with('[') || end == std::string_view::npos) return {};
  std::string_view name = trimmed(line.substr(1, end - 1));
  if (name.starts_with("profile") && name.size() > 7 && is_space(name[7])) name = trimmed(name.substr(7));
  return std::string(name);
}

/// The line itself may hold a secret and is not repeated.
std::unexpected<Error> not_a_line(const std::string& file, int number) {
  return fail(ErrorKind::kUsage, "{} line {} must be [profile] or name = value", file, number);
}

Result<IniFile> parse_ini(std::istream& in, const std::string& file) {
  IniFile sections;
  IniSection* section = nullptr;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') continue;
    if (is_space(line.front())) continue;  // The settings of one service.
    if (text.front() == '[') {
      const std::string name = section_name(text);
      if (name.empty()) return not_a_line(file, number);
      section = &sections[name];
      continue;
    }
    const size_t equals = text.find('=');
    if (section == nullptr || equals == std::string_view::npos) return not_a_line(file, number);
    section->insert_or_assign(std::string(trimmed(text.substr(0, equals))),
                              std::string(without_comment(text.substr(equals + 1))));
  }
  return sections;
}

std::string value_of(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

std::string first_value(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::string value = value_of(environment, name); !value.empty()) return value;
  return {};
}

/// The file that `variable` names, else the one of that name in ~/.aws; empty where there is no home.
std::string aws_file(const Environment& environment, const char* variable, const char* name) {
  if (std::string file = value_of(environment, variable); !file.empty()) return file;
  const std::string home = value_of(environment, "HOME");
  return home.empty() ? std::string() : fmt::format("{}/.aws/{}", home, name);
}

/// Adds a file's settings of a profile. Returns whether it has any.
Result<bool> add_section(const std::string& file, std::string_view name, IniSection& profile) {
  std::error_code ignored;
  if (file.empty() || !std::filesystem::exists(file, ignored)) return false;
  std::ifstream in(file);
  if (!in) return fail(ErrorKind::kUsage, "cannot open {}", file);
  EIGENLAKE_ASSIGN_OR_RETURN(const IniFile sections, parse_ini(in, file));
  const auto found = sections.find(name);
  if (found == sections.end()) return false;
  for (const auto& [key, value] : found->second) profile.try_emplace(key, value);
  return true;
}

Result<> refuse_foreign_keys(std::string_view name, const IniSection& section) {
  for (const char* key :
       {"credential_process", "role_arn", "sso_session", "sso_start_url", "web_identity_token_file"})
    if (section.contains(key))
      return fail(ErrorKind::kUnsupported,
                  "profile {} has no keys but {}, which is not supported; let the AWS tools export "
                  "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
                  name, key);
  return {};
}

S3Credentials make_credentials(std::string access_key, std::string secret_key, std::string token) {
  return {Secret(std::move(access_key)), Secret(std::move(secret_key)), Secret(std::move(token))};
}

/// Complete, or empty. Errors: kUsage for one key without the other.
Result<S3Credentials> both_or_none(S3Credentials keys, std::string_view place) {
  if (keys.access_key.empty() && keys.secret_key.empty()) return S3Credentials{};
  if (keys.complete()) return keys;
  return fail(ErrorKind::kUsage, "{} must have both an access key and a secret key, got only one of them",
              place);
}

Result<S3Credentials> keys_of_environment(const Environment& environment) {
  EIGENLAKE_ASSIGN_OR_RETURN(S3Credentials own,
                             both_or_none(make_credentials(value_of(environment, "S3_ACCESS_KEY"),
                                                           value_of(environment, "S3_SECRET_KEY"), ""),
                                          "S3_ACCESS_KEY and S3_SECRET_KEY"));
  if (own.complete()) return own;
  return both_or_none(make_credentials(value_of(environment, "AWS_ACCESS_KEY_ID"),
                                       value_of(environment, "AWS_SECRET_ACCESS_KEY"),
                                       value_of(environment, "AWS_SESSION_TOKEN")),
                      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
}

void fill(std::string& text, const std::string& value) {
  if (text.empty()) text = value;
}

void fill_from(S3Options& options, const S3Profile& profile) {
  if (!options.credentials.complete()) options.credentials = profile.credentials;
  fill(options.region, profile.region);
  fill(options.endpoint, profile.endpoint);
}

Result<> fill_from(S3Options& options, const Environment& environment) {
  if (!options.credentials.complete()) {
    EIGENLAKE_ASSIGN_OR_RETURN(options.credentials, keys_of_environment(environment));
  }
  fill(options.region, first_value(environment, {"S3_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"}));
  fill(options.endpoint,
       first_value(environment, {"S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}));
  fill(options.ca_file, value_of(environment, "AWS_CA_BUNDLE"));
  return {};
}

}  // namespace

Result<std::optional<S3Profile>> read_s3_profile(std::string_view name, const Environment& environment) {
  IniSection section;
  EIGENLAKE_ASSIGN_OR_RETURN(
      const bool has_keys,
      add_section(aws_file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), name, section));
  EIGENLAKE_ASSIGN_OR_RETURN(const bool has_settings,
                             add_section(aws_file(environment, "AWS_CONFIG_FILE", "config"), name, section));
  if (!has_keys && !has_settings) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(S3Credentials keys,
                             both_or_none(make_credentials(value_of(section, "aws_access_key_id"),
                                                           value_of(section, "aws_secret_access_key"),
                                                           value_of(section, "aws_session_token")),
                                          fmt::format("the profile {}", name)));
  if (!keys.complete()) EIGENLAKE_RETURN_IF_ERROR(refuse_foreign_keys(name, section));
  return S3Profile{std::move(keys), value_of(section, "region"), value_of(section, "endpoint_url")};
}

Result<S3Options> complete_s3_options(S3Options given, std::string_view profile,
                                      const Environment& environment) {
  EIGENLAKE_ASSIGN_OR_RETURN(given.credentials,
                             both_or_none(std::move(given.credentials), "s3-access-key and s3-secret-key"));
  if (!profile.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto named, read_s3_profile(profile, environment));
    if (!named)
      return fail(ErrorKind::kUsage, "no profile {} in ~/.aws/credentials or ~/.aws/config", profile);
    fill_from(given, *named);
  }
  EIGENLAKE_RETURN_IF_ERROR(fill_from(given, environment));
  if (given.credentials.complete() && !given.region.empty()) return given;
  std::string usual = value_of(environment, "AWS_PROFILE");
  fill(usual, "default");
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, read_s3_profile(usual, environment));
  if (found) fill_from(given, *found);
  return given;
}

}  // namespace eigenlake
