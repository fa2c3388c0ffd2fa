// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eigenlake/base/secret.h"

namespace eigenlake {

struct HttpRequest {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;  ///< Must outlive the call. Sent with PUT and POST only.
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string, std::less<>> headers;  ///< Names in lower case.
  std::string body;
  /// The request was sent more than once: the connection broke after the first time, so a first copy may have
  /// taken effect. Known for PUT and POST only.
  bool sent_again = false;

  std::string_view header(std::string_view name) const;  ///< "" where it is missing.
};

/// Why there is no whole response.
struct HttpFailure {
  enum class Kind {
    kNotSent,     ///< No connection: the request had no effect.
    kNoReply,     ///< Sent, but the connection ended or stalled: the request may have had an effect.
    kNotTrusted,  ///< The server's certificate is not trusted.
    kOther,       ///< Retrying does not help.
  };
  Kind kind = Kind::kOther;
  std::string reason;
};

struct HttpOptions {
  bool verify_tls = true;
  std::string ca_file = {};
  std::string certificate_file = {};  ///< PEM, of the client; with key_file.
  std::string key_file = {};
  std::string username = {};  ///< Basic authentication; none where it is empty.
  Secret password = {};
  int64_t connect_timeout_ms = 10'000;
  int64_t stall_timeout_s = 30;
  int64_t total_timeout_ms = 0;  ///< Of one request from connecting to its last byte; 0: no limit.
};

/// HTTP/1.1 over connections that are kept alive and shared by all threads. Follows no redirection. Retries
/// only a request whose kept connection was closed before a single byte came back.
///
/// Threads: `send` may be called from several threads at once; each call has a connection of its own.
class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  std::expected<HttpResponse, HttpFailure> send(const HttpRequest& request);

 private:
  struct CloseHandle {
    void operator()(void* handle) const;
  };
  using Handle = std::unique_ptr<void, CloseHandle>;  ///< A CURL with its connection.

  Handle take_handle();
  void give_back(Handle handle);
  void configure(void* handle, const HttpRequest& request) const;

  const HttpOptions options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

}  // namespace eigenlake
