// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/iceberg_export.h"

#include <algorithm>
#include <set>

#include <unistd.h>

#include "eigenlake/base/digest.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/update/table_copy.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/object_store/local_file.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kPieceBytes = uint64_t{8} << 20;

/// Calls `take` with the object's bytes, piece by piece.
Result<> read_pieces(const iceberg::CopiedFile& file, const std::function<Result<>(std::string_view)>& take) {
  ObjectStore& store = *file.store;
  EIGENLAKE_ASSIGN_OR_RETURN(const ObjectInfo info, store.head(file.source_key));
  const auto expected = static_cast<uint64_t>(file.bytes);
  if (info.size_bytes != expected)
    return fail(ErrorKind::kStore, "expected {} bytes in {}, found {}", expected,
                store.uri_of(file.source_key), info.size_bytes);
  for (uint64_t offset = 0; offset < expected; offset += kPieceBytes) {
    const uint64_t length = std::min(kPieceBytes, expected - offset);
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string piece, store.get_range(file.source_key, offset, length));
    EIGENLAKE_RETURN_IF_ERROR(take(piece));
  }
  return {};
}

class TableExport {
 public:
  TableExport(ExportFiles& files, const iceberg::Table& table, const IcebergExportOptions& options)
      : files_(files),
        table_(table),
        name_(table.identifier().name),
        folder_(fmt::format("{}/{}", kDatabase, name_)),
        options_(options) {}

  Result<> run(const iceberg::Snapshot* snapshot, const AuditLog& log) {
    iceberg::TableCopyOptions copy{.location = options_.location + "/" + folder_, .current_snapshot_id = {}};
    if (snapshot != nullptr) copy.current_snapshot_id = snapshot->snapshot_id;
    if (snapshot != nullptr && options_.history)
      copy.other_snapshot_ids = complete_snapshots(table_.metadata(), *snapshot, log);
    const auto put = [&](const std::string& path, std::string_view bytes, std::optional<int64_t> rows) {
      return files_.put(name_, folder_ + "/" + path, bytes, rows);
    };
    EIGENLAKE_ASSIGN_OR_RETURN(const auto data_files, iceberg::copy_table_metadata(table_, copy, put));
    return wait_side_by_side(data_files.size(), [&](size_t i) -> Result<> {
      auto taken = take(data_files[i]);
      // A missing file that the metadata names is a fault of the lake.
      if (!taken && taken.error().kind == ErrorKind::kNotFound) taken.error().kind = ErrorKind::kStore;
      if (!taken)
        return fail_with_context(std::move(taken).error(),
                                 fmt::format("while copying {} of table {}",
                                             data_files[i].store->uri_of(data_files[i].source_key), name_));
      return files_.count_rows(data_files[i].rows);
    });
  }

 private:
  Result<> take(const iceberg::CopiedFile& file) {
    const std::string path = folder_ + "/" + file.path;
    if (options_.link) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool linked, link(file, path));
      if (linked) return list_linked(file, path);
    }
    const auto digest = std::make_shared<FileDigest>();
    EIGENLAKE_ASSIGN_OR_RETURN(auto writer, files_.open(path, digest));
    EIGENLAKE_RETURN_IF_ERROR(
        read_pieces(file, [&](std::string_view piece) { return writer->write(piece); }));
    EIGENLAKE_RETURN_IF_ERROR(writer->finish());
    files_.add(listed(file, path, digest->sha256));
    return {};
  }

  /// False where the two places cannot share a file.
  Result<bool> link(const iceberg::CopiedFile& file, const std::string& path) const {
    const auto* source = dynamic_cast<const LocalObjectStore*>(file.store.get());
    const auto folder = files_.destination().local_folder();
    if (source == nullptr || !folder) return false;
    const fs::path target = *folder / path;
    EIGENLAKE_RETURN_IF_ERROR(make_directories(target.parent_path()));
    if (::link(source->path_of(file.source_key).c_str(), target.c_str()) == 0) {
      EIGENLAKE_RETURN_IF_ERROR(sync_directory(target.parent_path()));
      return true;
    }
    if (errno == EXDEV || errno == EPERM || errno == EMLINK) return false;
    return fail_with_errno("link", target);
  }

  Result<> list_linked(const iceberg::CopiedFile& file, const std::string& path) {
    Sha256 digest;
    EIGENLAKE_RETURN_IF_ERROR(read_pieces(file, [&](std::string_view piece) -> Result<> {
      digest.update(piece);
      return {};
    }));
    files_.add(listed(file, path, digest.finish()));
    return {};
  }

  ExportedFile listed(const iceberg::CopiedFile& file, const std::string& path, std::string sha256) const {
    return {.path = path,
            .table = name_,
            .rows = file.rows,
            .bytes = static_cast<uint64_t>(file.bytes),
            .sha256 = std::move(sha256)};
  }

  ExportFiles& files_;
  const iceberg::Table& table_;
  const std::string name_;
  const std::string folder_;
  const IcebergExportOptions& options_;
};

bool is_complete(const iceberg::Snapshot& snapshot, const AuditLog& log) {
  const auto batch = batch_of(snapshot);
  return !batch || log.contains(*batch);
}

}  // namespace

std::vector<int64_t> complete_snapshots(const iceberg::TableMetadata& metadata,
                                        const iceberg::Snapshot& visible, const AuditLog& log) {
  std::set<int64_t> ids;
  const auto keep = [&](const iceberg::Snapshot& snapshot) {
    if (snapshot.sequence_number <= visible.sequence_number && is_complete(snapshot, log))
      ids.insert(snapshot.snapshot_id);
  };
  for (const auto* at = metadata.parent_of(visible); at != nullptr; at = metadata.parent_of(*at)) keep(*at);
  for (const auto& [name, ref] : metadata.refs) {
    const auto* tagged = metadata.snapshot_by_id(ref.snapshot_id);
    if (ref.kind == iceberg::SnapshotRef::Kind::kTag && tagged != nullptr) keep(*tagged);
  }
  ids.erase(visible.snapshot_id);
  return {ids.begin(), ids.end()};
}

Result<> export_iceberg(ExportFiles& files, const iceberg::Table& table, const iceberg::Snapshot* snapshot,
                        const AuditLog& log, const IcebergExportOptions& options) {
  return TableExport(files, table, options).run(snapshot, log);
}

}  // namespace eigenlake
