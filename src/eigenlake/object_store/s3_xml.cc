// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_xml.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <optional>
#include <sstream>

#include <pugixml.hpp>

#include "eigenlake/base/digest.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake {
namespace {

/// Keys may be blank or hold line ends, so white space is kept as it is.
constexpr unsigned kParseFlags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_ws_pcdata_single;
constexpr size_t kMessageLengthMax = 200;
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  ///< U+FFFD

/// The first bytes of an answer, for messages.
std::string beginning(std::string_view body) {
  std::string text(body.substr(0, kMessageLengthMax));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text;
}

bool parse_document(std::string_view body, pugi::xml_document& document) {
  return static_cast<bool>(document.load_buffer(body.data(), body.size(), kParseFlags, pugi::encoding_utf8));
}

Result<pugi::xml_node> parse_answer(std::string_view body, const char* root, pugi::xml_document& document) {
  if (parse_document(body, document))
    if (const pugi::xml_node node = document.child(root)) return node;
  return fail(ErrorKind::kStore, "an answer of an S3 server must be <{}>, got {} bytes: '{}'", root,
              body.size(), beginning(body));
}

/// Milliseconds of "2009-10-12T17:50:30.000Z"; 0 for other text.
int64_t parse_iso_time(const char* text) {
  std::tm utc{};
  int millis = 0;
  const int found = std::sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%3d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                                &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &millis);
  if (found < 6) return 0;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  return int64_t{::timegm(&utc)} * 1000 + millis;
}

/// <Code> and <Message> below a node.
S3ErrorBody error_below(const pugi::xml_node& node) {
  return {node.child_value("Code"), beginning(node.child_value("Message"))};
}

Result<ObjectInfo> parse_object(const pugi::xml_node& node) {
  ObjectInfo object{node.child_value("Key"), 0, bare_etag(node.child_value("ETag")),
                    parse_iso_time(node.child_value("LastModified"))};
  const std::string_view size = node.child_value("Size");
  const auto size_bytes = parse_number<uint64_t>(size);
  object.size_bytes = size_bytes.value_or(0);
  if (object.key.empty() || !size_bytes)
    return fail(ErrorKind::kStore, "an object in a listing must have a key and a size, got '{}', '{}'",
                object.key, size);
  return object;
}

std::string to_text(const pugi::xml_document& document) {
  std::ostringstream text;
  document.save(text, "", pugi::format_raw | pugi::format_no_declaration);
  return text.str();
}

/// A key as `encoded` has it, read beside the same key as XML wrote it; none where they are not the same.
std::optional<std::string> restored_key(std::string_view written, std::string_view encoded) {
  std::string key;
  while (!encoded.empty() && !written.empty()) {
    std::string byte = encoded[0] == '%' ? from_hex(encoded.substr(1, 2)) : std::string();
    encoded.remove_prefix(byte.empty() ? 1 : 3);
    const bool is_replaced = written.starts_with(kReplacement) && !byte.empty() && byte[0] != kReplacement[0];
    if (byte.empty()) byte = written[0];
    if (!is_replaced && byte[0] != written[0]) return std::nullopt;
    written.remove_prefix(is_replaced ? kReplacement.size() : 1);
    key += byte;
  }
  return encoded.empty() && written.empty() ? std::optional(key) : std::nullopt;
}

pugi::xml_node add_text(pugi::xml_node parent, const char* name, const std::string& text) {
  pugi::xml_node node = parent.append_child(name);
  node.text().set(text.c_str());
  return node;
}

}  // namespace

std::string bare_etag(std::string_view etag) {
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return std::string(etag);
}

S3ErrorBody parse_s3_error(std::string_view body) {
  pugi::xml_document document;
  if (!parse_document(body, document)) return {};
  return error_below(document.child("Error"));
}

Result<S3ListPage> parse_list_page(std::string_view body) {
  pugi::xml_document document;
  EIGENLAKE_ASSIGN_OR_RETURN(const pugi::xml_node root, parse_answer(body, "ListBucketResult", document));
  S3ListPage page;
  for (const pugi::xml_node& node : root.children("Contents")) {
    EIGENLAKE_ASSIGN_OR_RETURN(ObjectInfo object, parse_object(node));
    page.objects.push_back(std::move(object));
  }
  for (const pugi::xml_node& node : root.children("CommonPrefixes"))
    page.common_prefixes.emplace_back(node.child_value("Prefix"));
  page.is_encoded = std::string_view(root.child_value("EncodingType")) == "url";
  page.is_truncated = std::string_view(root.child_value("IsTruncated")) == "true";
  page.next_token = root.child_value("NextContinuationToken");
  if (page.is_truncated && page.next_token.empty())
    return fail(ErrorKind::kStore, "no token for the rest of a listing");
  return page;
}

bool has_unwritten_characters(const S3ListPage& page) {
  return std::ranges::any_of(page.objects,
                             [](const ObjectInfo& object) { return object.key.contains(kReplacement); });
}

void restore_keys(S3ListPage& page, const S3ListPage& encoded) {
  if (!encoded.is_encoded || encoded.objects.size() != page.objects.size()) return;
  for (size_t i = 0; i < page.objects.size(); ++i) {
    auto restored = restored_key(page.objects[i].key, encoded.objects[i].key);
    if (restored) page.objects[i].key = *std::move(restored);
  }
}

Result<std::string> parse_upload_id(std::string_view body) {
  pugi::xml_document document;
  EIGENLAKE_ASSIGN_OR_RETURN(const pugi::xml_node root,
                             parse_answer(body, "InitiateMultipartUploadResult", document));
  std::string id = root.child_value("UploadId");
  if (id.empty()) return fail(ErrorKind::kStore, "no id of an upload in the server's answer");
  return id;
}

Result<std::vector<S3DeleteFailure>> parse_delete_result(std::string_view body) {
  pugi::xml_document document;
  EIGENLAKE_ASSIGN_OR_RETURN(const pugi::xml_node root, parse_answer(body, "DeleteResult", document));
  std::vector<S3DeleteFailure> failures;
  for (const pugi::xml_node& node : root.children("Error"))
    failures.push_back({node.child_value("Key"), error_below(node)});
  return failures;
}

std::string complete_upload_body(std::span<const std::string> etags) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("CompleteMultipartUpload");
  root.append_attribute("xmlns") = "http://s3.amazonaws.com/doc/2006-03-01/";
  for (size_t i = 0; i < etags.size(); ++i) {
    pugi::xml_node part = root.append_child("Part");
    add_text(part, "PartNumber", std::to_string(i + 1));
    add_text(part, "ETag", fmt::format("\"{}\"", etags[i]));
  }
  return to_text(document);
}

std::string delete_objects_body(std::span<const std::string> keys) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Delete");
  root.append_attribute("xmlns") = "http://s3.amazonaws.com/doc/2006-03-01/";
  add_text(root, "Quiet", "true");
  for (const std::string& key : keys) add_text(root.append_child("Object"), "Key", key);
  return to_text(document);
}

}  // namespace eigenlake
