// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/fake_s3.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "eigenlake/base/digest.h"
#include "eigenlake/http/uri_encode.h"

namespace eigenlake {
namespace {

std::string escaped(std::string_view text) {
  pugi::xml_document document;
  document.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
  return out.str();
}

/// As programs in Go write keys in XML, which has no control characters.
std::string without_controls(const std::string& text) {
  std::string written;
  for (const char c : text)
    if (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r')
      written += "\uFFFD";
    else
      written += c;
  return written;
}

/// As Amazon and MinIO encode keys in listings.
std::string form_encoded(std::string_view text) {
  std::string encoded = uri_encode(text, true);
  for (size_t at = encoded.find("%20"); at != std::string::npos; at = encoded.find("%20", at))
    encoded.replace(at, 3, "+");
  return encoded;
}

TestReply error_reply(int status, std::string_view code) {
  return {status, fmt::format("<Error><Code>{}</Code><Message>no</Message></Error>", code), {}};
}

std::string etag_of(std::string_view bytes) {
  return fmt::format("\"{}\"", to_hex(md5(bytes)));
}

using http_testing::value_of;

}  // namespace

TestReply FakeS3::operator()(const SeenRequest& request) {
  const size_t slash = request.path.find('/', 1);
  const std::string key = slash == std::string::npos ? "" : request.path.substr(slash + 1);
  const bool has_upload = request.query.contains("uploadId");
  if (request.method == "POST" && request.query.contains("delete")) return remove_all(request);
  if (request.method == "POST" && request.query.contains("uploads")) {
    const std::string id = fmt::format("upload+{}", ++num_uploads_);
    uploads[id];
    return {200,
            fmt::format(
                "<InitiateMultipartUploadResult><UploadId>{}</UploadId></InitiateMultipartUploadResult>", id),
            {}};
  }
  if (request.method == "POST" && has_upload) return complete(request, key);
  if (request.method == "PUT") return put(request, key);
  if (request.method == "GET" && key.empty()) return list(request);
  if (request.method == "GET" || request.method == "HEAD") return get(request, key);
  if (request.method == "DELETE") {
    if (has_upload) uploads.erase(value_of(request.query, "uploadId"));
    if (!has_upload) objects.erase(key);
    return {204, "", {}};
  }
  return error_reply(501, "NotImplemented");
}

TestReply FakeS3::put(const SeenRequest& request, const std::string& key) {
  if (value_of(request.headers, "x-amz-content-sha256") != to_hex(sha256(request.body)))
    return error_reply(400, "XAmzContentSHA256Mismatch");
  if (request.query.contains("uploadId")) {
    const auto upload = uploads.find(value_of(request.query, "uploadId"));
    if (upload == uploads.end()) return error_reply(404, "NoSuchUpload");
    upload->second[std::stoi(value_of(request.query, "partNumber"))] = request.body;
  } else {
    const bool only_new = value_of(request.headers, "if-none-match") == "*";
    if (only_new && honours_put_if_absent && objects.contains(key))
      return error_reply(412, "PreconditionFailed");
    objects[key] = request.body;
  }
  return {200, "", {{"ETag", etag_of(request.body)}}};
}

TestReply FakeS3::get(const SeenRequest& request, const std::string& key) const {
  if (key.empty()) return {};
  const auto object = objects.find(key);
  if (object == objects.end()) return error_reply(404, "NoSuchKey");
  const std::string& bytes = object->second;
  std::map<std::string, std::string> headers = {{"ETag", etag_of(bytes)}};
  const std::string range = value_of(request.headers, "range");
  if (range.empty()) {
    headers["Content-Length"] = std::to_string(bytes.size());
    return {200, bytes, headers};
  }
  const size_t begin = std::stoull(range.substr(6));
  const size_t end = std::min<size_t>(std::stoull(range.substr(range.find('-') + 1)) + 1, bytes.size());
  if (begin >= bytes.size()) return error_reply(416, "InvalidRange");
  headers["Content-Range"] = fmt::format("bytes {}-{}/{}", begin, end - 1, bytes.size());
  return {206, bytes.substr(begin, end - begin), headers};
}

TestReply FakeS3::list(const SeenRequest& request) const {
  const std::string prefix = value_of(request.query, "prefix");
  const bool encodes = value_of(request.query, "encoding-type") == "url";
  const auto written = [&](const std::string& key) {
    return encodes ? form_encoded(key) : escaped(without_controls(key));
  };
  const bool by_folder = request.query.contains("delimiter");
  const std::string token = value_of(request.query, "continuation-token");
  const std::string after = token.empty() ? value_of(request.query, "start-after") : token;
  std::string contents;
  std::string last;
  std::set<std::string> folders;
  bool is_truncated = false;
  size_t count = 0;
  for (auto it = objects.upper_bound(after); it != objects.end(); ++it) {
    const std::string& key = it->first;
    if (!key.starts_with(prefix)) continue;
    const size_t slash = key.find('/', prefix.size());
    const bool in_folder = by_folder && slash != std::string::npos;
    const std::string folder = in_folder ? key.substr(0, slash + 1) : "";
    if (in_folder && (folders.contains(folder) || (!token.empty() && token.starts_with(folder)))) {
      last = key;
      continue;
    }
    if (count == page_size) {
      is_truncated = true;
      break;
    }
    ++count;
    last = key;
    if (in_folder) {
      folders.insert(folder);
    } else {
      contents += fmt::format("<Contents><Key>{}</Key><ETag>{}</ETag><Size>{}</Size></Contents>",
                              written(key), escaped(etag_of(it->second)), it->second.size());
    }
  }
  for (const std::string& folder : folders)
    contents += fmt::format("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", written(folder));
  if (encodes) contents += "<EncodingType>url</EncodingType>";
  if (is_truncated)
    contents += fmt::format("<NextContinuationToken>{}</NextContinuationToken>", escaped(last));
  return {200,
          fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult "
                      "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>{}</IsTruncated>{}"
                      "</ListBucketResult>",
                      is_truncated, contents),
          {}};
}

TestReply FakeS3::complete(const SeenRequest& request, const std::string& key) {
  const auto upload = uploads.find(value_of(request.query, "uploadId"));
  if (upload == uploads.end()) return error_reply(404, "NoSuchUpload");
  pugi::xml_document document;
  document.load_buffer(request.body.data(), request.body.size());
  std::string bytes;
  for (const auto& part : document.child("CompleteMultipartUpload").children("Part")) {
    const std::string& content = upload->second[std::stoi(part.child_value("PartNumber"))];
    if (part.child_value("ETag") != etag_of(content)) return error_reply(400, "InvalidPart");
    bytes += content;
  }
  objects[key] = bytes;
  uploads.erase(upload);
  return {200, "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>", {}};
}

TestReply FakeS3::remove_all(const SeenRequest& request) {
  if (value_of(request.headers, "content-md5") != to_base64(md5(request.body)))
    return error_reply(400, "BadDigest");
  pugi::xml_document document;
  document.load_buffer(request.body.data(), request.body.size());
  for (const auto& object : document.child("Delete").children("Object"))
    objects.erase(object.child_value("Key"));
  return {200, "<DeleteResult/>", {}};
}

}  // namespace eigenlake
