// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace eigenlake {

/// Names by which the code refers to single tables; a test compares them with schemas/tables.json.
inline constexpr std::array<std::string_view, 9> kNormalizedTables = {
    "molecules",          "ansatz_info",    "performance_metrics",  "vqe_results",      "initial_parameters",
    "optimal_parameters", "vqe_iterations", "iteration_parameters", "hamiltonian_terms"};
/// Those of them with one row for each experiment.
inline constexpr std::array<std::string_view, 4> kRowEachTables = {"molecules", "vqe_results", "ansatz_info",
                                                                   "performance_metrics"};
inline constexpr std::array<std::string_view, 2> kFeatureTables = {"ml_iteration_features", "ml_run_summary"};
inline constexpr std::string_view kFailuresTable = "failed_runs";
inline constexpr std::string_view kLabelsTable = "labels";
inline constexpr std::string_view kDeletionsTable = "deletions";
inline constexpr std::array<std::string_view, 3> kSideTables = {kFailuresTable, kLabelsTable,
                                                                kDeletionsTable};
inline constexpr std::string_view kLedgerTable = "source_objects";
inline constexpr std::string_view kAuditTable = "processing_metadata";

inline constexpr std::string_view kDatabase = "quantum_features";
inline constexpr std::string_view kIngestProcessingName = "quantum_base_processing";
inline constexpr std::string_view kLabelProcessingName = "quantum_label_processing";
inline constexpr std::string_view kDeletionProcessingName = "quantum_deletion_processing";
/// Of a batch that changes no table: its audit row accepts lost rows.
inline constexpr std::string_view kLossProcessingName = "quantum_loss_processing";
inline constexpr std::string_view kQuarantineProcessingName = "quantum_quarantine_processing";
inline constexpr std::string_view kFeatureProcessingName = "quantum_ml_feature_processing";

}  // namespace eigenlake
