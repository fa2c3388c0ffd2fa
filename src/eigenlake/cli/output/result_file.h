// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/text_sink.h"

namespace eigenlake {

/// Whether this names standard output. Descriptor 1 is not: the prints of libraries go there, to standard
/// error.
bool is_standard_output(std::string_view name);

/// A file that the user named and a command writes: whole or not at all, replacing an earlier one with its
/// permissions. Until it is complete it is beside it under a hidden name that ends with ".tmp".
class ResultFile {
 public:
  enum class Devices {
    kRefused,
    kWritten,  ///< Devices, pipes and standard error are written directly.
  };

  /// Checks before any work that a file can be created at `path`; creates none.
  ///
  /// Errors: kUsage  `path` is a folder, one of the files that are read, among those of a lake, standard
  /// output
  ///                 or a rejected device;
  ///         kStore  its folder is missing or not writable, or the earlier file may not be written.
  static Result<ResultFile> at(const std::string& path, std::span<const std::string> files_read,
                               Devices devices = Devices::kRefused);

  /// Errors: kStore, and those of `fill`; an earlier file is untouched then.
  Result<> write(const std::function<Result<>(const TextSink&)>& fill) const;
  /// The same for a writer to a stream.
  Result<> write_stream(const std::function<Result<>(std::ostream&)>& fill) const;

  const std::string& name() const { return name_; }
  bool is_device() const { return is_device_; }
  bool is_same_as(const ResultFile& other) const { return path_ == other.path_; }

 private:
  ResultFile(std::string name, std::filesystem::path path, bool is_device)
      : name_(std::move(name)), path_(std::move(path)), is_device_(is_device) {}
  Result<> write_to_device(const std::function<Result<>(const TextSink&)>& fill) const;

  std::string name_;            ///< As the user gave it.
  std::filesystem::path path_;  ///< After symbolic links.
  bool is_device_;              ///< It cannot be replaced.
};

}  // namespace eigenlake
