// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Sessions with an existing database of a PostgreSQL server, by libpq: what `uri` omits comes from PGHOST
/// and the like. Messages name the server as `shown`, without password.
SqlConnector postgres_connector(std::string uri, std::string shown);

}  // namespace eigenlake::iceberg
