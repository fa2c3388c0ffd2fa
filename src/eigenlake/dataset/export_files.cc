// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export_files.h"

#include "eigenlake/base/digest.h"

namespace eigenlake {
namespace {

class HashingWriter final : public ObjectWriter {
 public:
  HashingWriter(std::unique_ptr<ObjectWriter> inner, std::shared_ptr<FileDigest> digest)
      : inner_(std::move(inner)), digest_(std::move(digest)) {}

  Result<> write(std::string_view bytes) override {
    sha256_.update(bytes);
    digest_->bytes += bytes.size();
    return inner_->write(bytes);
  }

  Result<> finish() override {
    digest_->sha256 = sha256_.finish();
    return inner_->finish();
  }

 private:
  std::unique_ptr<ObjectWriter> inner_;
  std::shared_ptr<FileDigest> digest_;
  Sha256 sha256_;
};

}  // namespace

ExportFiles::ExportFiles(ExportDestination& destination, size_t tables_total, ProgressHook on_progress,
                         StopHook stop_requested)
    : destination_(destination),
      on_progress_(std::move(on_progress)),
      stop_requested_(std::move(stop_requested)) {
  progress_.tables_total = tables_total;
}

Result<std::unique_ptr<ObjectWriter>> ExportFiles::open(const std::string& path,
                                                        const std::shared_ptr<FileDigest>& digest) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto writer, destination_.store().open_writer(destination_.key_of(path)));
  return std::make_unique<HashingWriter>(std::move(writer), digest);
}

Result<> ExportFiles::put(const std::string& table, const std::string& path, std::string_view bytes,
                          std::optional<int64_t> rows) {
  EIGENLAKE_RETURN_IF_ERROR(destination_.store().put(destination_.key_of(path), bytes));
  add({.path = path, .table = table, .rows = rows, .bytes = bytes.size(), .sha256 = sha256_hex(bytes)});
  return {};
}

void ExportFiles::add(ExportedFile file) {
  const std::lock_guard lock(mutex_);
  progress_.bytes += file.bytes;
  files_.push_back(std::move(file));
  report();
}

void ExportFiles::begin_table(const std::string& table) {
  const std::lock_guard lock(mutex_);
  progress_.table = table;
  report();
}

void ExportFiles::end_table() {
  const std::lock_guard lock(mutex_);
  ++progress_.tables_done;
  report();
}

Result<> ExportFiles::count_rows(int64_t rows) {
  if (stop_requested_ && stop_requested_())
    return fail(ErrorKind::kInterrupted, "the export was interrupted; nothing is left of it");
  const std::lock_guard lock(mutex_);
  progress_.rows += rows;
  report();
  return {};
}

std::vector<ExportedFile> ExportFiles::files() const {
  const std::lock_guard lock(mutex_);
  return files_;
}

void ExportFiles::report() {
  if (on_progress_) on_progress_(progress_);
}

}  // namespace eigenlake
