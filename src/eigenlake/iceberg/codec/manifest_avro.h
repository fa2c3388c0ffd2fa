// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/manifest.h"
#include "eigenlake/iceberg/spec/manifest_list.h"

namespace eigenlake::iceberg {

/// The Avro container file of a v2 manifest, with the spec's field ids and header keys.
/// Requires: each entry's partition fits the spec.
Result<std::string> manifest_to_avro(const Manifest& manifest);

/// Reads a v1 or v2 manifest; schema and spec come from its header. Ids are as stored; see `inherit_from`.
/// Errors: kCorrupt; kUnsupported.
Result<Manifest> manifest_from_avro(std::string_view bytes);

/// Fills absent ids of entries from the manifest's entry in its list.
/// Source: Iceberg table spec v2, "Sequence Number Inheritance".
/// Errors: kCorrupt for an old entry without sequence number.
Result<> inherit_from(const ManifestFile& file, Manifest& manifest);

}  // namespace eigenlake::iceberg
