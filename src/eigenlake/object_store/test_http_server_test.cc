#include "eigenlake/object_store/test_http_server.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <set>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pugixml.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "eigenlake/object_store/digest.h"

namespace eigenlake {
namespace {

std::string uri_decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += from_hex(text.substr(i + 1, 2));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const size_t equals = std::min(pair.find('='), pair.size());
    query[uri_decode(pair.substr(0, equals))] = uri_decode(pair.substr(std::min(equals + 1, pair.size())));
  }
  return query;
}

SeenRequest parse_head(std::string_view head) {
  SeenRequest request;
  const std::string_view first = head.substr(0, head.find("\r\n"));
  request.method = first.substr(0, first.find(' '));
  request.target = first.substr(first.find(' ') + 1, first.rfind(' ') - first.find(' ') - 1);
  const size_t mark = std::min(request.target.find('?'), request.target.size());
  request.path = uri_decode(request.target.substr(0, mark));
  request.query =
      parse_query(std::string_view(request.target).substr(std::min(mark + 1, request.target.size())));
  for (size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    request.headers[name] = line.substr(colon + 2);
  }
  return request;
}

/// Reads until `text` has `size` bytes. False when the client went away.
bool receive(int connection, std::string& text, size_t size) {
  char buffer[65536];
  while (text.size() < size) {
    const ssize_t count = ::recv(connection, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    text.append(buffer, static_cast<size_t>(count));
  }
  return true;
}

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

std::string head_of(const TestReply& reply) {
  std::string head = fmt::format("HTTP/1.1 {} X\r\n", reply.status);
  if (!reply.headers.contains("Content-Length"))
    head += fmt::format("Content-Length: {}\r\n", reply.body.size());
  for (const auto& [name, value] : reply.headers) head += fmt::format("{}: {}\r\n", name, value);
  return head + "\r\n";
}

std::string escaped(std::string_view text) {
  pugi::xml_document document;
  document.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
  return out.str();
}

TestReply error_reply(int status, std::string_view code) {
  return {status, fmt::format("<Error><Code>{}</Code><Message>no</Message></Error>", code), {}};
}

std::string etag_of(std::string_view bytes) {
  return fmt::format("\"{}\"", to_hex(md5(bytes)));
}

std::string value_of(const std::map<std::string, std::string>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? "" : found->second;
}

}  // namespace

TestHttpServer::TestHttpServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(listener_, 64), 0);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_connections(); });
}

TestHttpServer::~TestHttpServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
  }
  threads_.clear();
  for (const int connection : connections_) ::close(connection);
  ::close(listener_);
}

std::string TestHttpServer::endpoint() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

std::vector<SeenRequest> TestHttpServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

size_t TestHttpServer::num_connections() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void TestHttpServer::accept_connections() {
  while (true) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const std::lock_guard lock(mutex_);
    connections_.push_back(connection);
    threads_.emplace_back([this, connection] { serve(connection); });
  }
}

void TestHttpServer::serve(int connection) {
  std::string text;
  while (true) {
    while (text.find("\r\n\r\n") == std::string::npos)
      if (!receive(connection, text, text.size() + 1)) return;
    const size_t body_begin = text.find("\r\n\r\n") + 4;
    SeenRequest request = parse_head(std::string_view(text).substr(0, body_begin));
    const std::string length = value_of(request.headers, "content-length");
    const size_t end = body_begin + (length.empty() ? 0 : std::stoull(length));
    if (!receive(connection, text, end)) return;
    request.body = text.substr(body_begin, end - body_begin);
    text.erase(0, end);
    TestReply reply;
    {
      const std::lock_guard lock(mutex_);
      reply = handler_(request);
      seen_.push_back(request);
    }
    const std::string body = request.method == "HEAD" ? "" : reply.body;
    if (reply.kind == TestReply::Kind::kAnswer) send_all(connection, head_of(reply) + body);
    if (reply.kind == TestReply::Kind::kCutBody)
      send_all(connection, head_of(reply) + body.substr(0, body.size() / 2));
    if (reply.kind == TestReply::Kind::kSilence) receive(connection, text, text.size() + 1);
    if (reply.kind != TestReply::Kind::kAnswer) {
      ::shutdown(connection, SHUT_RDWR);
      return;
    }
  }
}

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
                              escaped(key), escaped(etag_of(it->second)), it->second.size());
    }
  }
  for (const std::string& folder : folders)
    contents += fmt::format("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", escaped(folder));
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
