#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/maintenance/purge.h"
#include "eigenlake/query/sql_session.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// Which experiments are to be removed from the tables, and how.
struct RemovalRequest {
  std::vector<std::string> ids = {};          ///< Or their beginnings.
  std::optional<std::string> condition = {};  ///< On the view runs, instead of ids.
  bool purge = false;                         ///< The bytes of their rows, too.
  std::string reason = {};
  int num_threads = 1;
};

/// Experiments on their way out of the tables.
class ExperimentRemoval {
 public:
  /// Finds them. Keep the lake alive.
  /// Errors: kUsage for ids and a condition, or neither; of find_experiment and experiments_where.
  static Result<ExperimentRemoval> open(const Lake& lake, const RemovalRequest& request);

  /// Those of the lake, ordered; to be purged also those that were deleted before.
  const std::vector<std::string>& ids() const { return ids_; }
  /// Those that were asked for and are deleted already; not among ids().
  const std::vector<std::string>& deleted_already() const { return deleted_already_; }

  /// Hands out what people know of them. Errors: of the query.
  Result<> list(const std::function<Result<>(SqlResult&)>& sink);
  /// What carry_out() would do. Errors: of check_purge and plan_deletion.
  Result<PurgeReport> plan() const;
  /// Errors: of purge_experiments and change_deletions.
  Result<PurgeReport> carry_out() const;

 private:
  ExperimentRemoval(const Lake& lake, RemovalRequest request, VisibleLake visible, SqlSession session)
      : lake_(&lake),
        request_(std::move(request)),
        visible_(std::move(visible)),
        session_(std::move(session)) {}
  Result<> find();
  Result<> find_named();

  const Lake* lake_;
  RemovalRequest request_;
  VisibleLake visible_;
  SqlSession session_;
  std::vector<std::string> ids_;
  std::vector<std::string> deleted_already_;
};

}  // namespace eigenlake
