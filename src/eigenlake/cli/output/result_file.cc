// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/result_file.h"

#include <cerrno>
#include <cstring>
#include <optional>
#include <streambuf>

#include <fcntl.h>
#include <unistd.h>

#include "eigenlake/lake/lake_files.h"
#include "eigenlake/object_store/local_file.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

/// The process's own streams by name: their targets must never be replaced.
bool is_own_stream(std::string_view name) {
  return name.starts_with("/dev/std") || name.starts_with("/dev/fd/") || name.starts_with("/proc/");
}

bool names_a_device(const std::string& name) {
  std::error_code code;
  const auto status = fs::status(name, code);
  return is_own_stream(name) ||
         (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status));
}

/// The target of a symbolic link, also a missing one. A cycle of links stays one, which cannot be written.
fs::path behind_links(fs::path path) {
  constexpr int kLinksMax = 40;
  std::error_code code;
  for (int i = 0; i < kLinksMax && fs::is_symlink(path, code); ++i)
    path = path.parent_path() / fs::read_symlink(path, code);
  return path;
}

Result<> check_place(const std::string& name, const fs::path& path) {
  std::error_code code;
  const auto status = fs::status(path, code);
  if (fs::is_directory(status)) return fail(ErrorKind::kUsage, "{} is a folder, not a file", name);
  if (fs::exists(status) && ::access(path.c_str(), W_OK) != 0)
    return fail(ErrorKind::kStore, "cannot write {}: {}", name, std::strerror(errno));
  const fs::path folder = path.parent_path();
  if (fs::is_directory(folder, code)) return {};
  return fail(ErrorKind::kStore, "cannot write {}: no folder {}", name, folder.string());
}

/// A stream into a sink, in large pieces.
class SinkBuffer final : public std::streambuf {
 public:
  explicit SinkBuffer(const TextSink& sink) : sink_(sink) {}

  /// Errors: the sink's first one.
  Result<> finish() {
    sync();
    return error_ ? Result<>(std::unexpected(*error_)) : Result<>();
  }

 protected:
  int_type overflow(int_type c) override {
    if (!traits_type::eq_int_type(c, traits_type::eof())) buffer_ += traits_type::to_char_type(c);
    return hand_over(kPieceBytes) ? traits_type::not_eof(c) : traits_type::eof();
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    buffer_.append(text, static_cast<size_t>(size));
    return hand_over(kPieceBytes) ? size : 0;
  }
  int sync() override { return hand_over(1) ? 0 : -1; }

 private:
  static constexpr size_t kPieceBytes = size_t{1} << 16;

  bool hand_over(size_t bytes_min) {
    if (error_) return false;
    if (buffer_.size() < bytes_min) return true;
    auto written = sink_(buffer_);
    buffer_.clear();
    if (!written) error_ = std::move(written).error();
    return !error_;
  }

  const TextSink& sink_;
  std::string buffer_;
  std::optional<Error> error_;
};

}  // namespace

bool is_standard_output(std::string_view name) {
  return name == "-" || name == "/dev/stdout" || name == "/dev/fd/1" || name == "/proc/self/fd/1";
}

Result<ResultFile> ResultFile::at(const std::string& name, std::span<const std::string> files_read,
                                  Devices devices) {
  if (name.empty()) return fail(ErrorKind::kUsage, "the name of a file must not be empty");
  if (is_standard_output(name))
    return fail(ErrorKind::kUsage, "{} has the results of the command; name a file, a pipe or /dev/stderr",
                name);
  if (names_a_device(name)) {
    if (devices == Devices::kWritten) return ResultFile(name, name, true);
    return fail(ErrorKind::kUsage, "{} is a device or pipe, which cannot be replaced", name);
  }
  std::error_code code;
  fs::path path = fs::weakly_canonical(behind_links(fs::absolute(name, code)), code);
  if (code) return fail(ErrorKind::kStore, "cannot write {}: {}", name, code.message());
  EIGENLAKE_RETURN_IF_ERROR(check_place(name, path));
  EIGENLAKE_RETURN_IF_ERROR(check_outside_of_lakes(path));
  for (const std::string& file : files_read)
    if (fs::equivalent(path, file, code))
      return fail(ErrorKind::kUsage, "cannot write {}, which is read; name another file", name);
  // The system judges rights and quotas: a file is created, and removed at once.
  EIGENLAKE_ASSIGN_OR_RETURN(const TemporaryFile probe, TemporaryFile::create(path));
  return ResultFile(name, std::move(path), false);
}

Result<> ResultFile::write(const std::function<Result<>(const TextSink&)>& fill) const {
  if (is_device_) return write_to_device(fill);
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_));
  std::error_code code;
  if (const auto earlier = fs::status(path_, code); fs::exists(earlier))
    EIGENLAKE_RETURN_IF_ERROR(file.set_permissions(earlier.permissions()));
  EIGENLAKE_RETURN_IF_ERROR(fill([&](std::string_view text) { return file.write(text); }));
  EIGENLAKE_RETURN_IF_ERROR(file.sync());
  EIGENLAKE_RETURN_IF_ERROR(file.rename_to_final());
  return sync_directory(path_.parent_path());
}

Result<> ResultFile::write_to_device(const std::function<Result<>(const TextSink&)>& fill) const {
  const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return fail_with_errno("open", path_);
  const auto write_all = [&](std::string_view text) -> Result<> {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor, text.data(), text.size());
      if (written < 0 && errno != EINTR) return fail_with_errno("write", path_);
      if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    }
    return {};
  };
  auto done = fill(write_all);
  if (::close(descriptor) != 0 && done) return fail_with_errno("write", path_);
  return done;
}

Result<> ResultFile::write_stream(const std::function<Result<>(std::ostream&)>& fill) const {
  return write([&](const TextSink& sink) -> Result<> {
    SinkBuffer buffer(sink);
    std::ostream stream(&buffer);
    auto filled = fill(stream);
    // A full disk explains any error of the writer.
    EIGENLAKE_RETURN_IF_ERROR(buffer.finish());
    return filled;
  });
}

}  // namespace eigenlake
