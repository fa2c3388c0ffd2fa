#include "eigenlake/cli/output/result_file.h"

#include "eigenlake/object_store/local_file.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

Result<> check_place(const std::string& name, const fs::path& path) {
  std::error_code code;
  const auto status = fs::status(path, code);
  if (fs::is_directory(status)) return fail(ErrorKind::kUsage, "expected a file, found a folder at {}", name);
  if (fs::exists(status) && !fs::is_regular_file(status))
    return fail(ErrorKind::kUsage, "expected a file that can be replaced, found a device or pipe at {}",
                name);
  const fs::path folder = path.parent_path();
  if (fs::is_directory(folder, code)) return {};
  return fail(ErrorKind::kStore, "cannot write {}: there is no folder {}", name, folder.string());
}

}  // namespace

Result<ResultFile> ResultFile::at(const std::string& name, std::span<const std::string> files_read) {
  if (name.empty()) return fail(ErrorKind::kUsage, "expected the name of a file, found none");
  std::error_code code;
  fs::path path = fs::weakly_canonical(fs::absolute(name, code), code);
  if (code) return fail(ErrorKind::kStore, "cannot write {}: {}", name, code.message());
  EIGENLAKE_RETURN_IF_ERROR(check_place(name, path));
  for (const std::string& file : files_read)
    if (fs::equivalent(path, file, code))
      return fail(ErrorKind::kUsage, "expected a file beside those that are read, found {}", name);
  // Rights and quotas are the system's to judge: a file is made, and removed at once.
  EIGENLAKE_ASSIGN_OR_RETURN(const TemporaryFile probe, TemporaryFile::create(path));
  return ResultFile(name, std::move(path));
}

Result<> ResultFile::write(const std::function<Result<>(const TextSink&)>& fill) const {
  EIGENLAKE_ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::create(path_));
  EIGENLAKE_RETURN_IF_ERROR(fill([&](std::string_view text) { return file.write(text); }));
  EIGENLAKE_RETURN_IF_ERROR(file.sync());
  return file.rename_to_final();
}

}  // namespace eigenlake
