# SPDX-License-Identifier: Apache-2.0
# Sourced by tools/setup and tools/servers, which set root and program: pins, system packages, cached downloads.

lock=$root/dependencies.lock
cache=${EIGENLAKE_CACHE:-$HOME/.cache/eigenlake}
downloads=$cache/downloads
log=$cache/$program.log
python=/usr/bin/python3
wheel_platforms=(--platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_26_x86_64
                 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64)

say() { echo "eigenlake $program: $*" >&2; }
die() { say "$*"; exit 1; }

# Prints the fields between the group and the licence of each line of the lock with this kind and group.
pins() {
  awk -v kind="$1" -v group="$2" '$1 == kind && $2 == group { sub(/ +#.*/, ""); $1 = $2 = ""; sub(/^ +/, ""); print }' "$lock"
}

# --- Debian and Ubuntu packages --------------------------------------------------------------------------------------

# Prints the packages of these groups that are not installed in the required version.
missing_apt_packages() {
  local group name minimum installed
  local -A versions=()
  while read -r name installed; do versions[$name]=$installed; done < <(
    dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' 2>/dev/null | sed -n 's/^installed //p')
  for group in "$@"; do
    while read -r name minimum; do
      installed=${versions[$name]:-}
      if [[ -z $installed ]] || dpkg --compare-versions "$installed" lt "$minimum"; then echo "$name"; fi
    done < <(pins apt "$group")
  done
}

install_apt_packages() {
  local missing as_root=()
  missing=$(missing_apt_packages "$@" | tr '\n' ' ')
  missing=${missing% }
  [[ -n $missing ]] || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "cannot install missing packages without sudo; run as root: apt-get install $missing"
    as_root=(sudo)
  fi
  say "installing by apt-get: $missing"
  # Lists may be missing or old, and a broken source of the user must not stop us: the installation decides.
  "${as_root[@]}" apt-get update >>"$log" 2>&1 || true
  # shellcheck disable=SC2086  # a list of words
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log" 2>&1 ||
    die "apt-get could not install $missing (is there a network, and is this Debian 12 or Ubuntu 24.04?); details in $log"
  missing=$(missing_apt_packages "$@" | tr '\n' ' ')
  [[ -z $missing ]] || die "this system's ${missing% } is older than dependencies.lock requires; use Debian 12, Ubuntu 24.04 or newer"
}

# --- Archives --------------------------------------------------------------------------------------------------------

# Prints the archive in a folder of downloads; fails if there is none.
archive_in() {
  local files=("$1"/*)
  [[ -f ${files[0]} ]] && echo "${files[0]}"
}

# fetch NAME CHECK COMMAND...: unless downloads/NAME exists, runs COMMAND in a new folder, verifies the resulting file with
# CHECK, and keeps the folder as downloads/NAME.
fetch() {
  local name=$1 check=$2 folder=$downloads/${1//\//_} partial
  shift 2
  if archive_in "$folder" >/dev/null && $check "$(archive_in "$folder")"; then return 0; fi
  rm -rf "$folder"
  say "downloading $name"
  partial=$(mktemp -d "$downloads/partial.XXXXXX")
  (cd "$partial" && "$@") >>"$log" 2>&1 && archive_in "$partial" >/dev/null || {
    rm -rf "$partial"
    die "could not download $name and it is not in $downloads (is there a network?); details in $log"
  }
  $check "$(archive_in "$partial")" || {
    rm -rf "$partial"
    die "the digest of the downloaded $name differs from dependencies.lock; it was discarded"
  }
  mv -T "$partial" "$folder"
}

has_sha256() { [[ $(sha256sum "$1") == "$expected "* ]]; }
has_sha512() { [[ $(openssl dgst -sha512 -binary "$1" | base64 -w0) == "$expected" ]]; }

pip_download() {
  "$python" -m pip download --quiet --disable-pip-version-check --retries 2 --no-deps --only-binary=:all: \
    --implementation cp --python-version 3.11 "${wheel_platforms[@]}" --dest . "$1"
}

fetch_wheels() {
  local pin digest expected
  while read -r pin digest; do
    expected=${digest#sha256:}
    fetch "$pin" has_sha256 pip_download "$pin"
  done < <(pins pip "$1")
}
