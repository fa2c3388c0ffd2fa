#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

/// How the index spells what it knows: one line for each experiment and object, a space between the fields.
/// In a field, '\\', '\n' and ' ' are "\\\\", "\\n" and "\\s".

std::string escaped_field(std::string_view text);
std::string unescaped_field(std::string_view text);
/// Takes a field that a space or the end of `text` follows; it is still escaped.
std::string_view take_field(std::string_view& text);

/// An experiment and the batch that brought it: "id +batch" or "id -batch", with or without features.
struct KnownExperiment {
  std::string id;
  std::string batch;
  bool has_features = false;

  std::string line() const;
};

/// Nothing where the line is none of an experiment.
std::optional<KnownExperiment> parse_known_experiment(std::string_view line);

/// What the line of an experiment begins with, and no other.
std::string experiment_prefix(std::string_view id);

/// "key etag".
std::string object_line(std::string_view key, std::string_view etag);

/// Of lines of objects, the keys, ordered, each once.
std::vector<std::string> object_keys(std::span<const std::string_view> lines);

}  // namespace eigenlake
