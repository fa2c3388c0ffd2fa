// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Writes the changes into `labels` as a batch of their own, after an interrupted batch was recovered. An
/// interrupted label batch is undone: its caller has received no success.
///
/// Requires: changes is not empty.
/// Errors:   kNotFound naming the first experiment that the lake does not have; kUnavailable where another
///           process writes to the lake; kStore.
Result<BatchReport> set_labels(const Lake& lake, std::span<const LabelChange> changes);

}  // namespace eigenlake
