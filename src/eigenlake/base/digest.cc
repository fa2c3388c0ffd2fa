// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/digest.h"

#include <charconv>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr size_t kSha256Bytes = 32;

std::string digest(std::string_view bytes, const EVP_MD* algorithm) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const int status = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(result.data()),
                                &size, algorithm, nullptr);
  EIGENLAKE_ASSERT(status == 1);
  result.resize(size);
  return result;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  return digest(bytes, EVP_sha256());
}

std::string md5(std::string_view bytes) {
  return digest(bytes, EVP_md5());
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const unsigned char* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                                   reinterpret_cast<unsigned char*>(result.data()), &size);
  EIGENLAKE_ASSERT(done != nullptr);
  result.resize(size);
  return result;
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256(bytes));
}

struct Sha256::Context {
  EVP_MD_CTX* handle = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(handle); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  EIGENLAKE_ASSERT(context_->handle != nullptr &&
                   EVP_DigestInit_ex(context_->handle, EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  EIGENLAKE_ASSERT(EVP_DigestUpdate(context_->handle, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  std::string bytes(kSha256Bytes, '\0');
  EIGENLAKE_ASSERT(
      EVP_DigestFinal_ex(context_->handle, reinterpret_cast<unsigned char*>(bytes.data()), nullptr) == 1);
  return to_hex(bytes);
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    const char* end = hex.data() + i + 2;
    const auto [stop, error] = std::from_chars(hex.data() + i, end, value, 16);
    if (error != std::errc() || stop != end) return {};
    bytes += static_cast<char>(value);
  }
  return hex.size() % 2 == 0 ? bytes : std::string();
}

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL adds a zero byte.
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

}  // namespace eigenlake
