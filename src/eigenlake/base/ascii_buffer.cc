// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/ascii_buffer.h"

#include "eigenlake/base/text_style.h"

namespace eigenlake {

bool AsciiBuffer::hand_over(size_t end) {
  const std::string text = ascii_signs(std::string_view(pending_).substr(0, end));
  pending_.erase(0, end);
  return target_.sputn(text.data(), static_cast<std::streamsize>(text.size())) ==
         static_cast<std::streamsize>(text.size());
}

AsciiBuffer::int_type AsciiBuffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

std::streamsize AsciiBuffer::xsputn(const char* text, std::streamsize size) {
  pending_.append(text, static_cast<size_t>(size));
  const size_t line_end = pending_.rfind('\n');
  if (line_end == std::string::npos) return size;
  return hand_over(line_end + 1) ? size : 0;
}

int AsciiBuffer::sync() {
  const bool is_written = hand_over(pending_.size());
  return target_.pubsync() == 0 && is_written ? 0 : -1;
}

}  // namespace eigenlake
