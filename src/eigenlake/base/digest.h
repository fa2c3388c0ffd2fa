// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace eigenlake {

/// Digests as raw bytes: 32 of SHA-256, 16 of MD5.
std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
std::string md5(std::string_view bytes);

std::string sha256_hex(std::string_view bytes);  ///< Lower case.

/// The SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// Lower-case hex. Call once, as the last call.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string to_hex(std::string_view bytes);  ///< Lower case.
std::string to_base64(std::string_view bytes);

/// Empty where `hex` is not pairs of hexadecimal digits.
std::string from_hex(std::string_view hex);

}  // namespace eigenlake
