// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/dataset/export_manifest.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Progress of an export.
struct ExportProgress {
  std::string table;
  size_t tables_done = 0;
  size_t tables_total = 0;
  int64_t rows = 0;
  uint64_t bytes = 0;
};

/// Size and digest of a file, known once its writer has finished.
struct FileDigest {
  uint64_t bytes = 0;
  std::string sha256;
};

/// The files of a running export: written to its destination, measured and listed.
///
/// Threads: every function may be called from several threads at once.
class ExportFiles {
 public:
  using ProgressHook = std::function<void(const ExportProgress&)>;
  using StopHook = std::function<bool()>;

  ExportFiles(ExportDestination& destination, size_t tables_total, ProgressHook on_progress,
              StopHook stop_requested);

  ExportDestination& destination() const { return destination_; }

  /// A writer of `path` whose finish() fills `digest`; then list the file with add().
  Result<std::unique_ptr<ObjectWriter>> open(const std::string& path,
                                             const std::shared_ptr<FileDigest>& digest);
  /// Writes a small file as a whole and lists it.
  Result<> put(const std::string& table, const std::string& path, std::string_view bytes,
               std::optional<int64_t> rows = std::nullopt);
  void add(ExportedFile file);

  void begin_table(const std::string& table);
  void end_table();
  /// Counts written rows. Errors: kInterrupted after a request to stop.
  Result<> count_rows(int64_t rows);

  /// The listed files, in no particular order.
  std::vector<ExportedFile> files() const;

 private:
  void report();

  ExportDestination& destination_;
  ProgressHook on_progress_;
  StopHook stop_requested_;
  mutable std::mutex mutex_;
  ExportProgress progress_;
  std::vector<ExportedFile> files_;
};

}  // namespace eigenlake
