#include "eigenlake/object_store/digest.h"

#include <charconv>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

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
