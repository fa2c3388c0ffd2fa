// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// Whether a URI takes the byte as it is everywhere: A-Z a-z 0-9 - . _ ~.
bool is_unreserved(unsigned char byte);

/// Percent-encoding of all bytes that are reserved, and of '/' unless it separates the parts of a path.
/// Source: RFC 3986, section 2.3; Amazon S3 API reference, "Create a signed AWS API request", UriEncode.
std::string uri_encode(std::string_view text, bool keep_slashes);

}  // namespace eigenlake
