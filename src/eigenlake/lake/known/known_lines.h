// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

/// Lines of the index: fields with a space between, in which '\\', '\n' and ' ' are "\\\\", "\\n" and "\\s".

std::string escaped_field(std::string_view text);
std::string unescaped_field(std::string_view text);
/// Takes an escaped field up to a space or the end of `text`.
std::string_view take_field(std::string_view& text);

/// "id +batch" with features, or "id -batch".
struct KnownExperiment {
  std::string id;
  std::string batch;
  bool has_features = false;

  std::string line() const;
};

/// None for other lines.
std::optional<KnownExperiment> parse_known_experiment(std::string_view line);

/// The beginning of only this experiment's line.
std::string experiment_prefix(std::string_view id);

/// "key etag".
std::string object_line(std::string_view key, std::string_view etag);

/// Ordered, each once.
std::vector<std::string> object_keys(std::span<const std::string_view> lines);

}  // namespace eigenlake
