#pragma once

#include <memory>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Compresses into `inner` as one gzip member without name and time: equal bytes give equal files.
///
/// Source: RFC 1952.
std::unique_ptr<ObjectWriter> gzip_writer(std::unique_ptr<ObjectWriter> inner);

}  // namespace eigenlake
