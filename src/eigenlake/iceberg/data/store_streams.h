#pragma once

#include <memory>
#include <optional>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

/// Writes one object in large pieces. It appears with `finish`, not `Close`.
class StoreOutputStream final : public arrow::io::OutputStream {
 public:
  explicit StoreOutputStream(std::unique_ptr<ObjectWriter> writer);

  arrow::Status Write(const void* data, int64_t nbytes) override;
  arrow::Status Close() override;
  arrow::Result<int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }

  /// Makes the object durable and visible. Call after Close.
  Result<> finish() { return writer_->finish(); }
  /// The store's error of a failed write.
  const std::optional<Error>& error() const { return error_; }
  int64_t size_bytes() const { return position_; }

 private:
  arrow::Status write_buffer();

  std::unique_ptr<ObjectWriter> writer_;
  std::string buffer_;
  int64_t position_ = 0;
  bool closed_ = false;
  std::optional<Error> error_;
};

/// An object as a file of ranges.
class StoreInputFile final : public arrow::io::RandomAccessFile {
 public:
  StoreInputFile(std::shared_ptr<ObjectStore> store, std::string key, int64_t size_bytes);

  arrow::Result<int64_t> ReadAt(int64_t position, int64_t nbytes, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t nbytes) override;
  arrow::Result<int64_t> Read(int64_t nbytes, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t nbytes) override;
  arrow::Result<int64_t> GetSize() override { return size_bytes_; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Seek(int64_t position) override;
  arrow::Status Close() override;
  bool closed() const override { return closed_; }

 private:
  arrow::Result<std::string> read_range(int64_t position, int64_t nbytes);

  std::shared_ptr<ObjectStore> store_;
  std::string key_;
  int64_t size_bytes_;
  int64_t position_ = 0;
  bool closed_ = false;
};

}  // namespace eigenlake::iceberg
