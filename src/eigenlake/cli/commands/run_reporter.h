// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/delivery_report.h"
#include "eigenlake/cli/output/progress.h"
#include "eigenlake/cli/output/simulation_report.h"
#include "eigenlake/session/progress/progress_file.h"
#include "eigenlake/session/run_observer.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

/// Reports a run: progress and notes on stderr, rows on stdout. SIGINT and SIGTERM end its phases cleanly.
class RunReporter : public RunObserver {
 public:
  /// `file` also gets the progress, if there is one.
  explicit RunReporter(const Invocation& invocation, ProgressFile* file = nullptr)
      : invocation_(invocation), file_(file), delivery_(invocation), printer_(invocation) {}

  bool stop_requested() override { return InterruptScope::requested(); }
  void on_planned(const SimulationWork& work) override;
  void begins(RunPhase phase) override;
  void ends(RunPhase phase) override;
  void on_warning(const std::string& message) override { invocation_.warn(message); }
  void on_ingested(const IngestAndFeaturesReport& report) override;
  void on_known(const KnownRuns& known, const Deletions& deleted) override;
  void on_wanted_again(size_t count) override;
  void on_other_features(const Error& difference) override;
  void on_repeated(size_t count) override;
  void on_progress(const SimulationProgress& progress) override;
  void on_waiting(const std::map<std::string, std::string>& owners) override;
  void on_found(size_t plan) override;
  void on_finished(size_t plan, const SimulationRow& row, const SimulatedRun& run) override;
  void on_failed(const MoleculeFailure& failure) override;
  void on_row(const SimulationRow& row) override {
    ids_.push_back(row.experiment_id);
    printer_.add(row);
  }
  void on_rows_complete() override { printer_.finish(); }
  void on_tables_complete(const Lake& lake) override;
  bool on_delivery(const Publisher::Progress& progress) override { return delivery_.show(progress); }

  /// The experiments that have a row.
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  void note_deleted(const Deletions& deleted) const;
  void note_known(const KnownRuns& known, const Deletions& deleted) const;

  const Invocation& invocation_;
  ProgressFile* file_;
  const SimulationWork* work_ = nullptr;            ///< Once it is planned.
  std::optional<SimulationProgressLine> progress_;  ///< Of `work_`.
  DeliveryLine delivery_;
  RowPrinter printer_;
  std::vector<std::string> ids_;
  std::optional<InterruptScope> scope_;
  bool is_wait_told_ = false;
};

}  // namespace eigenlake
