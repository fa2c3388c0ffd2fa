// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/maintenance/purge.h"
#include "eigenlake/query/sql_session.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// Which experiments to remove from the tables, and how.
struct RemovalRequest {
  std::vector<std::string> ids = {};          ///< Or their beginnings.
  std::optional<std::string> condition = {};  ///< On the view runs, instead of ids.
  bool purge = false;                         ///< Also removes the bytes of their rows.
  std::string reason = {};
  int num_threads = 1;
};

class ExperimentRemoval {
 public:
  /// Finds the experiments. `lake` outlives the result.
  /// Errors: kUsage for both ids and a condition, or neither; of find_experiment and experiments_where.
  static Result<ExperimentRemoval> open(const Lake& lake, const RemovalRequest& request);

  /// Sorted; for a purge also the already deleted ones.
  const std::vector<std::string>& ids() const { return ids_; }
  /// Requested experiments that are already deleted; not among ids().
  const std::vector<std::string>& deleted_already() const { return deleted_already_; }

  /// The rows of ids() in the view runs. Errors: of the query.
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
