# Precompiled headers: what foreign code most files include, parsed once for each of these targets, so that a change of
# our own headers never makes them anew. A file still names what it uses: without them it compiles all the same (-DEIGENLAKE_FAST_BUILD=OFF).
#
#   eigenlake_precompiled_common   the standard library, fmt, nlohmann
#   eigenlake_precompiled_arrow    Arrow in addition
#   eigenlake_precompiled_eigen    Eigen in addition
#   eigenlake_precompiled_tests    Arrow and GoogleTest in addition
option(EIGENLAKE_FAST_BUILD "Precompiled headers, and several files of a module as one" ON)

set(_common <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstring> <expected> <filesystem> <functional>
  <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <utility> <variant> <vector>
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
    target_precompile_headers(eigenlake_precompiled_${name} PRIVATE ${_common} ${ARG_HEADERS})
  endif()
endfunction()

# Lets a target use them. Requires: the same options for the compiler as the precompiled headers.
function(eigenlake_use_precompiled target name)
  if(EIGENLAKE_FAST_BUILD)
    target_precompile_headers(${target} REUSE_FROM eigenlake_precompiled_${name})
  endif()
endfunction()
