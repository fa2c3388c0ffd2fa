// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <streambuf>
#include <string>

namespace eigenlake {

/// Writes the program's own signs as ASCII to another buffer, see ascii_signs(). For a terminal that does not
/// show UTF-8.
class AsciiBuffer final : public std::streambuf {
 public:
  /// `target` outlives this object.
  explicit AsciiBuffer(std::streambuf& target) : target_(target) {}
  ~AsciiBuffer() override { sync(); }

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  /// Hands over whole lines, or all.
  bool hand_over(size_t end);

  std::streambuf& target_;
  std::string pending_;
};

}  // namespace eigenlake
