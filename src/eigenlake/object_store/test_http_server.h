#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace eigenlake {

/// A request as a test's server saw it.
struct SeenRequest {
  std::string method;
  std::string path;                            ///< Decoded, without the query.
  std::string target;                          ///< As it came.
  std::map<std::string, std::string> query;    ///< Decoded.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;
};

/// What a test's server does about a request.
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

/// An object's map with the part of S3's API that the store uses, for a TestHttpServer, one bucket of any
/// name.
class FakeS3 {
 public:
  /// Of a listing; small, so that tests see many pages.
  size_t page_size = 1000;
  bool honours_put_if_absent = true;

  TestReply operator()(const SeenRequest& request);

  std::map<std::string, std::string> objects;                 ///< By key.
  std::map<std::string, std::map<int, std::string>> uploads;  ///< Unfinished, by id.

 private:
  TestReply put(const SeenRequest& request, const std::string& key);
  TestReply get(const SeenRequest& request, const std::string& key) const;
  TestReply list(const SeenRequest& request) const;
  TestReply complete(const SeenRequest& request, const std::string& key);
  TestReply remove_all(const SeenRequest& request);
  int num_uploads_ = 0;
};

}  // namespace eigenlake
