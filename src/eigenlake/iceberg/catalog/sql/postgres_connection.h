#pragma once

#include <string>

#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Sessions with a PostgreSQL server, by libpq: what `uri` ("postgresql://user@host:5432/database?…") leaves
/// out comes from PGHOST and its like, the password from PGPASSWORD, ~/.pgpass or a service file.
///
/// The database must exist. Messages name the server as `shown`, which is without a password.
SqlConnector postgres_connector(std::string uri, std::string shown);

}  // namespace eigenlake::iceberg
