# SPDX-License-Identifier: Apache-2.0
# Sourced by eigenlake and tools/build.

# Prints the model and the features of the first processor, on which -march=native depends.
cpu_signature() {
  local line model=""
  while read -r line; do
    case $line in
      "model name"*) model=${line#*: } ;;
      flags*) echo "$model: ${line#*: }"; return ;;
    esac
  done </proc/cpuinfo
  echo "$model"
}
