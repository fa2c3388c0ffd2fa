// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/http/http_client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include <curl/curl.h>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr long kBufferBytes = 512 << 10;
constexpr size_t kReservedBytesMax = size_t{1} << 30;
constexpr size_t kIdleHandlesMax = 64;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

HeaderList make_header_list(const HttpRequest& request) {
  HeaderList list;
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    EIGENLAKE_ASSERT(longer != nullptr);
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const auto& [name, value] : request.headers) add(name + ": " + value);
  // No "Expect: 100-continue" before a body, and no content type of curl's.
  add("Expect:");
  add("Content-Type:");
  return list;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

void read_header_line(std::string_view line, HttpResponse& response) {
  // The final response of several, as after "100 Continue", is the one that counts.
  if (line.starts_with("HTTP/")) return response.headers.clear();
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  response.headers.insert_or_assign(std::move(name), trimmed(line.substr(colon + 1)));
}

/// Reserves room for the body; the answer to HEAD announces one that never comes.
void reserve_body(HttpResponse& response) {
  const std::string_view announced = response.header("content-length");
  size_t length = 0;
  if (std::from_chars(announced.data(), announced.data() + announced.size(), length).ec == std::errc())
    response.body.reserve(std::min(length, kReservedBytesMax));
}

size_t on_header(const char* bytes, size_t /*one*/, size_t count, void* response) {
  read_header_line({bytes, count}, *static_cast<HttpResponse*>(response));
  return count;
}

size_t on_body(const char* bytes, size_t /*one*/, size_t count, void* response) {
  auto& answer = *static_cast<HttpResponse*>(response);
  if (answer.body.empty()) reserve_body(answer);
  answer.body.append(bytes, count);
  return count;
}

/// Counts how often the head of a request was sent. Curl's other messages are dropped: they hold signatures.
int on_debug(CURL* /*handle*/, curl_infotype type, char* /*text*/, size_t /*size*/, void* count) {
  if (type == CURLINFO_HEADER_OUT) ++*static_cast<int*>(count);
  return 0;
}

HttpFailure::Kind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return HttpFailure::Kind::kNotSent;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_WEIRD_SERVER_REPLY:
      return HttpFailure::Kind::kNoReply;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return HttpFailure::Kind::kNotTrusted;
    default:
      return HttpFailure::Kind::kOther;
  }
}

/// Whether the host is this machine, for which no proxy of the environment is used.
bool is_loopback(std::string_view url) {
  const size_t begin = url.find("://") + 3;
  const std::string_view rest = url.substr(begin);
  return rest.starts_with("127.") || rest.starts_with("localhost") || rest.starts_with("[::1]");
}

void set_up_library_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  EIGENLAKE_ASSERT(code == CURLE_OK);
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

void HttpClient::CloseHandle::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

HttpClient::HttpClient(HttpOptions options) : options_(std::move(options)) {
  set_up_library_once();
}

HttpClient::~HttpClient() = default;

HttpClient::Handle HttpClient::take_handle() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      // The latest one: its connection is the least likely to have been closed meanwhile.
      Handle handle = std::move(idle_.back());
      idle_.pop_back();
      return handle;
    }
  }
  Handle handle(curl_easy_init());
  EIGENLAKE_ASSERT(handle != nullptr);
  return handle;
}

void HttpClient::give_back(Handle handle) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleHandlesMax) idle_.push_back(std::move(handle));
}

void HttpClient::configure(void* handle, const HttpRequest& request) const {
  curl_easy_reset(handle);  // Keeps the connection.
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, kBufferBytes);
  curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout_ms));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout_s));
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, options_.verify_tls ? 1L : 0L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, options_.verify_tls ? 2L : 0L);
  if (!options_.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
  if (!options_.certificate_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_SSLCERT, options_.certificate_file.c_str());
    curl_easy_setopt(handle, CURLOPT_SSLKEY, options_.key_file.c_str());
  }
  if (!options_.username.empty()) {
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(handle, CURLOPT_USERNAME, options_.username.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, options_.password.reveal().c_str());
  }
  if (options_.total_timeout_ms > 0)
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout_ms));
  if (is_loopback(request.url)) curl_easy_setopt(handle, CURLOPT_PROXY, "");
  if (request.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (request.method == "PUT" || request.method == "POST") {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
  }
  if (request.method != "HEAD") curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

std::expected<HttpResponse, HttpFailure> HttpClient::send(const HttpRequest& request) {
  Handle handle = take_handle();
  configure(handle.get(), request);
  HttpResponse response;
  const HeaderList headers = make_header_list(request);
  std::array<char, CURL_ERROR_SIZE> reason{};
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, reason.data());
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &response);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &response);

  int heads_sent = 0;
  if (request.method == "PUT" || request.method == "POST") {
    curl_easy_setopt(handle.get(), CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(handle.get(), CURLOPT_DEBUGDATA, &heads_sent);
  }

  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) {
    // The handle is dropped with its connection, whose state is unknown.
    return std::unexpected(
        HttpFailure{kind_of(code), reason[0] != '\0' ? reason.data() : curl_easy_strerror(code)});
  }
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  response.sent_again = heads_sent > 1;
  curl_easy_reset(handle.get());  // Drops pointers into this call.
  give_back(std::move(handle));
  return response;
}

}  // namespace eigenlake
