# SPDX-License-Identifier: Apache-2.0
# Precompiled headers: the foreign headers that most files include, parsed once for each of these targets. Our own
# headers are in none of them, so our changes never rebuild them. Every file still includes what it uses, and
# compiles without them: -DEIGENLAKE_FAST_BUILD=OFF, which is how the preset dev builds.
#
#   arrow   the standard library, fmt, nlohmann and Arrow
#   eigen   Eigen instead of Arrow
#   tests   GoogleTest in addition
option(EIGENLAKE_FAST_BUILD "Use precompiled headers, and compile the files of a folder together" ON)

set(EIGENLAKE_PRECOMPILED <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstring> <expected> <filesystem>
  <functional> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <utility> <variant> <vector>
  <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp>)

# eigenlake_precompiled(NAME HEADERS header... LIBS target... OPTIONS option...)
function(eigenlake_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LIBS;OPTIONS" ${ARGN})
  if(EIGENLAKE_FAST_BUILD)
    set(source ${CMAKE_BINARY_DIR}/generated/precompiled_${name}.cc)
    file(CONFIGURE OUTPUT ${source} CONTENT "")
    add_library(eigenlake_precompiled_${name} OBJECT ${source})
    target_link_libraries(eigenlake_precompiled_${name} PRIVATE fmt::fmt nlohmann_json::nlohmann_json ${ARG_LIBS})
    target_compile_options(eigenlake_precompiled_${name} PRIVATE ${ARG_OPTIONS})
    target_precompile_headers(eigenlake_precompiled_${name} PRIVATE ${EIGENLAKE_PRECOMPILED} ${ARG_HEADERS})
  endif()
endfunction()

function(eigenlake_use_precompiled target name)
  if(EIGENLAKE_FAST_BUILD)
    target_precompile_headers(${target} REUSE_FROM eigenlake_precompiled_${name})
  endif()
endfunction()
