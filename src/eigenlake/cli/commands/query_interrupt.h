#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// Ends the query of a session when an InterruptScope was asked to stop: it then fails with kInterrupted.
class QueryInterrupt {
 public:
  /// Keep the session alive.
  explicit QueryInterrupt(SqlSession& session);
  ~QueryInterrupt();
  QueryInterrupt(const QueryInterrupt&) = delete;
  QueryInterrupt& operator=(const QueryInterrupt&) = delete;

 private:
  void watch();

  SqlSession& session_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_ended_ = false;
  std::thread thread_;
};

}  // namespace eigenlake
