// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/json/json.h"
#include "eigenlake/plot/figure.h"

namespace eigenlake {

/// The data of the figure: panels with axes, series with points, boxes with values and quartiles.
Json to_json(const Figure& figure);

}  // namespace eigenlake
