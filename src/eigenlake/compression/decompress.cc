// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/compression/decompress.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <arrow/buffer.h>
#include <arrow/io/compressed.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/compression.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// The compressed bytes for Arrow. Keeps the error of their source, which a status cannot hold.
class CompressedBytes final : public arrow::io::InputStream {
 public:
  explicit CompressedBytes(ReadNext read) : read_(std::move(read)) {}

  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }
  arrow::Result<int64_t> Tell() const override { return position_; }

  arrow::Result<int64_t> Read(int64_t length, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const auto bytes, Read(length));
    std::copy_n(bytes->data(), bytes->size(), static_cast<uint8_t*>(out));
    return bytes->size();
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t length) override {
    auto bytes = read_(static_cast<uint64_t>(length));
    if (!bytes) {
      error_ = bytes.error();
      return arrow::Status::IOError("the source failed");
    }
    position_ += static_cast<int64_t>(bytes->size());
    return arrow::Buffer::FromString(*std::move(bytes));
  }

  const std::optional<Error>& error() const { return error_; }
  int64_t position() const { return position_; }

 private:
  ReadNext read_;
  int64_t position_ = 0;
  bool closed_ = false;
  std::optional<Error> error_;
};

class Decompressor {
 public:
  Decompressor(Compression compression, ReadNext compressed, uint64_t bytes_max)
      : compression_(compression),
        source_(std::make_shared<CompressedBytes>(std::move(compressed))),
        bytes_max_(bytes_max),
        codec_(arrow::util::Codec::Create(compression == Compression::kGzip ? arrow::Compression::GZIP
                                                                            : arrow::Compression::ZSTD)
                   .ValueOrDie()),
        stream_(arrow::io::CompressedInputStream::Make(codec_.get(), source_).ValueOrDie()) {}

  Result<std::string> read(uint64_t length) {
    // One byte beyond the limit shows that there is more.
    const uint64_t wanted = std::min(length, bytes_max_ - bytes_ + 1);
    std::string bytes;
    arrow::Status status;
    bytes.resize_and_overwrite(wanted, [&](char* data, size_t size) {
      const auto count = stream_->Read(static_cast<int64_t>(size), data);
      status = count.status();
      return count.ok() ? static_cast<size_t>(*count) : 0;
    });
    if (source_->error()) return std::unexpected(*source_->error());
    if (!status.ok())
      return fail(ErrorKind::kCorrupt, "invalid {} data before byte {} of them: {}", name_of(compression_),
                  source_->position(), status.message());
    bytes_ += bytes.size();
    if (bytes_ > bytes_max_)
      return fail(ErrorKind::kResourceLimit,
                  "decompressed data must have at most {} bytes, got more from {} bytes of {}", bytes_max_,
                  source_->position(), name_of(compression_));
    return bytes;
  }

 private:
  Compression compression_;
  std::shared_ptr<CompressedBytes> source_;
  uint64_t bytes_max_;
  uint64_t bytes_ = 0;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::io::CompressedInputStream> stream_;
};

}  // namespace

std::string_view name_of(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return "none";
    case Compression::kGzip:
      return "gzip";
    case Compression::kZstandard:
      return "zstandard";
  }
  EIGENLAKE_ASSERT(!"one of the list");
  return {};
}

Compression compression_of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1f\x8b")) return Compression::kGzip;
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd")) return Compression::kZstandard;
  return Compression::kNone;
}

ReadNext decompressed(Compression compression, ReadNext compressed, uint64_t bytes_max) {
  EIGENLAKE_ASSERT(compression != Compression::kNone);
  auto decompressor = std::make_shared<Decompressor>(compression, std::move(compressed), bytes_max);
  return [decompressor](uint64_t length) { return decompressor->read(length); };
}

}  // namespace eigenlake
