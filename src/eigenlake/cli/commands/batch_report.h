// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// Options of a batch from the command line.
IngestOptions ingest_options(const Invocation& invocation);

/// How a batch opens its lake: a dry run creates none.
LakeAccess batch_access(const Invocation& invocation);

/// From --rolling-window, --trajectory-head and --trajectory-tail (and the ML_… variables).
FeatureSettings feature_settings(const Configuration& configuration);

/// Checks that the lake's features have the given settings. Where nothing is to be computed, others are only
/// a note.
///
/// Errors: kUsage for other settings where something is to be computed.
Result<> check_feature_settings(const Invocation& invocation, const Lake& lake, bool is_to_compute);

/// The tables with their new rows, and the batch.
std::string text_of(const BatchReport& batch);

void note_recovered(const Invocation& invocation, std::span<const std::string> batches);

/// Warns about each quarantined object, and notes each recovered batch.
void report_troubles(const Invocation& invocation, const IngestReport& report);

/// The troubles, then the report as text or JSON.
void print_report(const Invocation& invocation, const IngestReport& report);
void print_report(const Invocation& invocation, const FeaturesReport& report);
/// The object of ingest has that of features.
void print_report(const Invocation& invocation, const IngestAndFeaturesReport& report);

/// kQuarantined where an object could not be read, kOk otherwise.
ExitCode exit_code_of_ingest(const IngestReport& report);

}  // namespace eigenlake
