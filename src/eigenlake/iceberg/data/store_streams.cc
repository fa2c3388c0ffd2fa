#include "eigenlake/iceberg/data/store_streams.h"

#include <algorithm>
#include <cstring>

#include <arrow/buffer.h>

namespace eigenlake::iceberg {

StoreOutputStream::StoreOutputStream(std::unique_ptr<ObjectWriter> writer) : writer_(std::move(writer)) {}

arrow::Status StoreOutputStream::Write(const void* data, int64_t nbytes) {
  buffer_.append(static_cast<const char*>(data), static_cast<size_t>(nbytes));
  position_ += nbytes;
  constexpr size_t kBufferBytes = 256 << 10;
  return buffer_.size() < kBufferBytes ? arrow::Status::OK() : write_buffer();
}

arrow::Status StoreOutputStream::Close() {
  if (closed_) return arrow::Status::OK();
  closed_ = true;
  return write_buffer();
}

arrow::Status StoreOutputStream::write_buffer() {
  auto written = writer_->write(buffer_);
  buffer_.clear();
  if (written) return arrow::Status::OK();
  error_ = std::move(written).error();
  return arrow::Status::IOError(error_->message);
}

StoreInputFile::StoreInputFile(std::shared_ptr<ObjectStore> store, std::string key, int64_t size_bytes)
    : store_(std::move(store)), key_(std::move(key)), size_bytes_(size_bytes) {}

arrow::Result<std::string> StoreInputFile::read_range(int64_t position, int64_t nbytes) {
  if (position < 0 || nbytes < 0 || position > size_bytes_)
    return arrow::Status::Invalid("range outside of the file");
  nbytes = std::min(nbytes, size_bytes_ - position);
  auto bytes = store_->get_range(key_, static_cast<uint64_t>(position), static_cast<uint64_t>(nbytes));
  if (!bytes) return arrow::Status::IOError(bytes.error().to_string());
  return *std::move(bytes);
}

arrow::Result<int64_t> StoreInputFile::ReadAt(int64_t position, int64_t nbytes, void* out) {
  ARROW_ASSIGN_OR_RAISE(const std::string bytes, read_range(position, nbytes));
  std::memcpy(out, bytes.data(), bytes.size());
  return static_cast<int64_t>(bytes.size());
}

arrow::Result<std::shared_ptr<arrow::Buffer>> StoreInputFile::ReadAt(int64_t position, int64_t nbytes) {
  ARROW_ASSIGN_OR_RAISE(std::string bytes, read_range(position, nbytes));
  return arrow::Buffer::FromString(std::move(bytes));
}

arrow::Result<int64_t> StoreInputFile::Read(int64_t nbytes, void* out) {
  ARROW_ASSIGN_OR_RAISE(const int64_t count, ReadAt(position_, nbytes, out));
  position_ += count;
  return count;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> StoreInputFile::Read(int64_t nbytes) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, nbytes));
  position_ += buffer->size();
  return buffer;
}

arrow::Status StoreInputFile::Seek(int64_t position) {
  if (position < 0) return arrow::Status::Invalid("negative position");
  position_ = position;
  return arrow::Status::OK();
}

arrow::Status StoreInputFile::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

}  // namespace eigenlake::iceberg
