#pragma once

#include <array>
#include <string_view>

namespace eigenlake {

/// Names by which the code refers to single tables; a test holds them against schemas/tables.json.
inline constexpr std::array<std::string_view, 9> kNormalizedTables = {
    "molecules",          "ansatz_info",    "performance_metrics",  "vqe_results",      "initial_parameters",
    "optimal_parameters", "vqe_iterations", "iteration_parameters", "hamiltonian_terms"};
inline constexpr std::array<std::string_view, 2> kFeatureTables = {"ml_iteration_features", "ml_run_summary"};
inline constexpr std::string_view kFailuresTable = "failed_runs";
inline constexpr std::string_view kLabelsTable = "labels";
inline constexpr std::array<std::string_view, 2> kSideTables = {kFailuresTable, kLabelsTable};
inline constexpr std::string_view kLedgerTable = "source_objects";
inline constexpr std::string_view kAuditTable = "processing_metadata";

inline constexpr std::string_view kDatabase = "quantum_features";
inline constexpr std::string_view kIngestProcessingName = "quantum_base_processing";
inline constexpr std::string_view kLabelProcessingName = "quantum_label_processing";
inline constexpr std::string_view kFeatureProcessingName = "quantum_ml_feature_processing";

}  // namespace eigenlake
