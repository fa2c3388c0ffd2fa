#include "eigenlake/dataset/gzip_writer.h"

#include <algorithm>
#include <array>

#include <zlib.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr int kLevel = 6;
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kMemoryLevel = 8;
constexpr size_t kPieceMax = size_t{1} << 30;  ///< zlib counts in 32 bits.

class GzipWriter final : public ObjectWriter {
 public:
  explicit GzipWriter(std::unique_ptr<ObjectWriter> inner) : inner_(std::move(inner)) {
    EIGENLAKE_ASSERT(deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                                  Z_DEFAULT_STRATEGY) == Z_OK);
  }
  ~GzipWriter() override { deflateEnd(&stream_); }

  Result<> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, kPieceMax);
      EIGENLAKE_RETURN_IF_ERROR(deflate_piece(piece, Z_NO_FLUSH));
      bytes.remove_prefix(piece.size());
    }
    return {};
  }

  Result<> finish() override {
    EIGENLAKE_RETURN_IF_ERROR(deflate_piece({}, Z_FINISH));
    return inner_->finish();
  }

 private:
  Result<> deflate_piece(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      EIGENLAKE_ASSERT(deflate(&stream_, flush) != Z_STREAM_ERROR);
      const size_t length = buffer_.size() - stream_.avail_out;
      EIGENLAKE_RETURN_IF_ERROR(inner_->write({buffer_.data(), length}));
    } while (stream_.avail_out == 0);
    return {};
  }

  std::unique_ptr<ObjectWriter> inner_;
  z_stream stream_{};
  std::array<char, size_t{1} << 16> buffer_{};
};

}  // namespace

std::unique_ptr<ObjectWriter> gzip_writer(std::unique_ptr<ObjectWriter> inner) {
  return std::make_unique<GzipWriter>(std::move(inner));
}

}  // namespace eigenlake
