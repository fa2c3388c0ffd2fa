// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/report/report_data.h"

namespace eigenlake {

/// The JSON text of the data as it stands in the page, without any '<'.
std::string page_json(const ReportData& data);

}  // namespace eigenlake
