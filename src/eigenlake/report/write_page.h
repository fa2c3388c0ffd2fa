// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "eigenlake/base/text_sink.h"
#include "eigenlake/report/report_data.h"
#include "eigenlake/report/report_libraries.h"

namespace eigenlake {

/// Writes one HTML page that needs nothing else: data, style, scripts and the licences of the libraries. Its
/// policy lets the browser run these scripts only and load nothing. Texts of the data never become markup.
///
/// Errors: of `sink`.
Result<> write_page(const ReportData& data, std::span<const ReportLibrary> libraries, const TextSink& sink);

}  // namespace eigenlake
