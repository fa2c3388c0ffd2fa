#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "eigenlake/base/text_sink.h"

namespace eigenlake {

/// A file that a command writes beside its output: whole or not at all, in place of an earlier one.
class ResultFile {
 public:
  /// Checks before any work that a file can be made at `path`; makes none.
  ///
  /// Errors: kUsage  `path` is a folder or a device, or one of the files that are read; kStore  its folder is
  ///         not there or takes no files.
  static Result<ResultFile> at(const std::string& path, std::span<const std::string> files_read);

  /// Errors: kStore, and those of `fill`; an earlier file is untouched then.
  Result<> write(const std::function<Result<>(const TextSink&)>& fill) const;

  const std::string& name() const { return name_; }
  bool is_same_as(const ResultFile& other) const { return path_ == other.path_; }

 private:
  ResultFile(std::string name, std::filesystem::path path) : name_(std::move(name)), path_(std::move(path)) {}

  std::string name_;            ///< As the user gave it.
  std::filesystem::path path_;  ///< Behind symbolic links.
};

}  // namespace eigenlake
