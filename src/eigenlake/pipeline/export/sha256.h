#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace eigenlake {

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

/// Of bytes that are there as a whole.
std::string sha256_of(std::string_view bytes);

}  // namespace eigenlake
