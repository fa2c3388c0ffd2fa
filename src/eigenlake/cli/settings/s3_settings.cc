#include "eigenlake/cli/settings/s3_settings.h"

#include "eigenlake/object_store/s3_profile.h"

namespace eigenlake {
namespace {

/// A setting given to Eigenlake itself. The platform's variables, such as S3_ENDPOINT, rank behind a named
/// profile, and are read after it.
std::string given(const Configuration& configuration, std::string_view name) {
  const bool is_platforms = configuration.origin(name).starts_with("environment variable S3_");
  return is_platforms ? std::string() : configuration.text(name);
}

}  // namespace

Result<S3Options> s3_options(const Configuration& configuration,
                             const std::map<std::string, std::string>& environment) {
  S3Options options;
  options.endpoint = given(configuration, "s3-endpoint");
  options.region = given(configuration, "s3-region");
  options.credentials = {Secret(given(configuration, "s3-access-key")),
                         Secret(given(configuration, "s3-secret-key")),
                         Secret(configuration.text("s3-session-token"))};
  options.ca_file = configuration.text("s3-ca-file");
  options.verify_etag = !configuration.flag("s3-ignore-etag");
  if (const std::string style = configuration.text("s3-path-style"); style != "auto")
    options.path_style = style == "true";
  return complete_s3_options(std::move(options), configuration.text("s3-profile"), environment);
}

}  // namespace eigenlake
