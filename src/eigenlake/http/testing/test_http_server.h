// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eigenlake {

/// A request as the server received it.
struct SeenRequest {
  std::string method;
  std::string path;                            ///< Decoded, without the query.
  std::string target;                          ///< As received.
  std::map<std::string, std::string> query;    ///< Decoded.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;
};

/// The reaction to a request.
struct TestReply {
  enum class Kind {
    kAnswer,
    kCut,      ///< Closes the connection instead of an answer.
    kCutBody,  ///< Sends half of the body and closes the connection.
    kSilence,  ///< Says nothing until the client goes away.
  };
  int status = 200;
  std::string body = {};
  std::map<std::string, std::string> headers = {};
  Kind kind = Kind::kAnswer;
};

/// HTTP/1.1 on a free port of 127.0.0.1, with a thread for each connection, for tests of clients.
class TestHttpServer {
 public:
  using Handler = std::function<TestReply(const SeenRequest&)>;

  /// `handler` is called by one thread at a time.
  explicit TestHttpServer(Handler handler);
  ~TestHttpServer();
  TestHttpServer(const TestHttpServer&) = delete;
  TestHttpServer& operator=(const TestHttpServer&) = delete;

  std::string endpoint() const;  ///< "http://127.0.0.1:40123"
  std::vector<SeenRequest> seen() const;
  size_t num_connections() const;

 private:
  void accept_connections();
  void serve(int connection);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
  std::vector<int> connections_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

namespace http_testing {

inline std::string uri_decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

inline std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const size_t equals = std::min(pair.find('='), pair.size());
    query[uri_decode(pair.substr(0, equals))] = uri_decode(pair.substr(std::min(equals + 1, pair.size())));
  }
  return query;
}

inline SeenRequest parse_head(std::string_view head) {
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
inline bool receive(int connection, std::string& text, size_t size) {
  char buffer[65536];
  while (text.size() < size) {
    const ssize_t count = ::recv(connection, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    text.append(buffer, static_cast<size_t>(count));
  }
  return true;
}

inline void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

inline std::string head_of(const TestReply& reply) {
  std::string head = fmt::format("HTTP/1.1 {} X\r\n", reply.status);
  if (!reply.headers.contains("Content-Length"))
    head += fmt::format("Content-Length: {}\r\n", reply.body.size());
  for (const auto& [name, value] : reply.headers) head += fmt::format("{}: {}\r\n", name, value);
  return head + "\r\n";
}

/// "" where it is missing.
inline std::string value_of(const std::map<std::string, std::string>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? "" : found->second;
}

}  // namespace http_testing

inline TestHttpServer::TestHttpServer(Handler handler) : handler_(std::move(handler)) {
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

inline TestHttpServer::~TestHttpServer() {
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

inline std::string TestHttpServer::endpoint() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

inline std::vector<SeenRequest> TestHttpServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

inline size_t TestHttpServer::num_connections() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

inline void TestHttpServer::accept_connections() {
  while (true) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const std::lock_guard lock(mutex_);
    connections_.push_back(connection);
    threads_.emplace_back([this, connection] { serve(connection); });
  }
}

inline void TestHttpServer::serve(int connection) {
  std::string text;
  while (true) {
    while (text.find("\r\n\r\n") == std::string::npos)
      if (!http_testing::receive(connection, text, text.size() + 1)) return;
    const size_t body_begin = text.find("\r\n\r\n") + 4;
    SeenRequest request = http_testing::parse_head(std::string_view(text).substr(0, body_begin));
    const std::string length = http_testing::value_of(request.headers, "content-length");
    const size_t end = body_begin + (length.empty() ? 0 : std::stoull(length));
    if (!http_testing::receive(connection, text, end)) return;
    request.body = text.substr(body_begin, end - body_begin);
    text.erase(0, end);
    TestReply reply;
    {
      const std::lock_guard lock(mutex_);
      reply = handler_(request);
      seen_.push_back(request);
    }
    const std::string body = request.method == "HEAD" ? "" : reply.body;
    if (reply.kind == TestReply::Kind::kAnswer)
      http_testing::send_all(connection, http_testing::head_of(reply) + body);
    if (reply.kind == TestReply::Kind::kCutBody)
      http_testing::send_all(connection, http_testing::head_of(reply) + body.substr(0, body.size() / 2));
    if (reply.kind == TestReply::Kind::kSilence) http_testing::receive(connection, text, text.size() + 1);
    if (reply.kind != TestReply::Kind::kAnswer) {
      ::shutdown(connection, SHUT_RDWR);
      return;
    }
  }
}

}  // namespace eigenlake
