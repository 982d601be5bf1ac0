# shellcheck shell=bash
# Part of ./dev: the packages that each command needs, and their installation through apt.

# What needs it | its name on Debian 12 | its name on Ubuntu 24.04 | why.
package_table() {
  cat <<'TABLE'
build  | g++                  | g++                  | the compiler: C++20 with coroutines
build  | cmake                | cmake                | configures the build
build  | ninja-build          | ninja-build          | runs the build
build  | pkg-config           | pkg-config           | finds zstd, which comes without CMake files
build  | libboost1.81-dev     | libboost1.83-dev     | Asio and Beast: sockets, coroutines, HTTP, WebSocket
build  | libboost-url1.81-dev | libboost-url1.83-dev | URLs
build  | libboost-json1.81-dev | libboost-json1.83-dev | JSON in the sandbox
build  | libssl-dev           | libssl-dev           | OpenSSL: TLS
build  | ca-certificates      | ca-certificates      | the certificate authorities that TLS trusts
build  | libsimdjson-dev      | libsimdjson-dev      | reads JSON
build  | zlib1g-dev           | zlib1g-dev           | zlib-stream: compressed gateway traffic
build  | libzstd-dev          | libzstd-dev          | zstd-stream: compressed gateway traffic
build  | libfmt-dev           | libfmt-dev           | formats text
build  | libspdlog-dev        | libspdlog-dev        | writes log lines
build  | libcli11-dev         | libcli11-dev         | the options of the pincer command
build  | libyaml-cpp-dev      | libyaml-cpp-dev      | the sandbox's scenario files
test   | libgtest-dev         | libgtest-dev         | GoogleTest
test   | libgmock-dev         | libgmock-dev         | GoogleTest's matchers
test   | python3              | python3              | runs the layering check and its test
clang  | clang                | clang                | the second compiler: sanitizers and fuzzing
clang  | libclang-rt-14-dev   | libclang-rt-18-dev   | clang's sanitizer libraries
check  | clang-format-14      | clang-format-14      | one way to write the code
check  | clang-tidy           | clang-tidy           | finds mistakes
check  | shellcheck           | shellcheck           | finds mistakes in shell scripts
check  | ccache               | ccache               | remembers what was compiled
node   | nodejs               | nodejs               | runs discord.js
node   | npm                  | npm                  | fetches discord.js
bench  | nlohmann-json3-dev   | nlohmann-json3-dev   | JSON to measure ours beside
bench  | python3              | python3              | draws the plots, and runs the libraries of others
python | python3-venv         | python3-venv         | fetches and runs discord.py
TABLE
}

# The column of the table for this system; nothing on a system that we do not know.
package_column() {
  local system=
  if [[ -r /etc/os-release ]]; then
    # shellcheck disable=SC1091
    system=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
  fi
  case $system in
    "debian 12") echo 2 ;;
    "ubuntu 24.04") echo 3 ;;
  esac
}

# packages_of COLUMN GROUP...: lines "name|why".
packages_of() {
  local column=$1
  shift
  package_table | awk -F ' *[|] *' -v column="$column" -v groups=" $* " \
    'index(groups, " " $1 " ") { print $column "|" $4 }'
}

list_packages() {
  local column title groups
  column=$(package_column)
  while IFS='|' read -r title groups; do
    printf '%s:\n' "$title"
    # shellcheck disable=SC2086
    packages_of "${column:-2}" $groups | print_packages
  done <<'GROUPS'
every command|build
./dev test, ./dev check|test
./dev check, ./dev fuzz|clang
./dev check|check
./dev bench|bench
./dev compat|node python
GROUPS
}

print_packages() {
  local name why
  while IFS='|' read -r name why; do printf '  %-22s %s\n' "$name" "$why"; done
}

# need_packages COMMAND GROUP...: returns when all packages of the groups are installed. Ends the
# program with status 2 when they are missing and cannot be installed.
need_packages() {
  local command=$1 column packages installed missing name why
  shift
  if [[ ${PINCER_PACKAGES:-} == installed ]]; then return; fi
  column=$(package_column)
  if [[ -z $column ]]; then
    printf '%s\n' "./dev $command installs packages on Debian 12 and Ubuntu 24.04 only." \
      "Here, install what these packages of Debian 12 hold:" ""
    packages_of 2 "$@" | print_packages
    printf '%s\n' "" "Then go on with: PINCER_PACKAGES=installed ./dev $command"
    exit 2
  fi >&2
  packages=$(packages_of "$column" "$@")
  # shellcheck disable=SC2016,SC2046
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(cut -d '|' -f 1 <<<"$packages") \
    2>/dev/null | sed -n 's/ installed$//p' || true)
  missing=$(while IFS='|' read -r name why; do
    grep -qxF "$name" <<<"$installed" || printf '%s|%s\n' "$name" "$why"
  done <<<"$packages")
  if [[ -z $missing ]]; then return; fi
  printf './dev %s needs these packages, which are not installed:\n\n' "$command"
  print_packages <<<"$missing"
  # shellcheck disable=SC2046
  install_packages $(cut -d '|' -f 1 <<<"$missing")
}

install_packages() {
  local as_root=() apt=(apt-get -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0) removed answer
  if ((EUID != 0)); then
    # Without a terminal nobody can type a password.
    if ! command -v sudo >/dev/null || { [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; }; then
      printf '\nInstalling them needs root or sudo. As root: apt-get install %s\n' "$*" >&2
      exit 2
    fi
    as_root=(sudo)
    sudo -v || exit 2
  fi
  printf '\nInstalling them with apt, which takes a minute or two:\n'
  apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${apt[@]}")
  # A broken third-party source must not stop us: the installation tells whether the lists suffice.
  with_progress "apt-get update" "${apt[@]}" update || true
  # Boost's versions exclude each other: installing ours removes the -dev packages of another.
  removed=$(apt-get -s install --no-install-recommends "$@" 2>/dev/null |
    sed -n 's/^Remv \([^ ]*\).*/\1/p' | paste -s -d ' ' || true)
  if [[ -n $removed ]]; then
    printf 'apt can only install them by removing: %s\n' "$removed"
    if [[ -t 0 ]]; then
      read -r -p "Remove and go on? [y/N] " answer
      if [[ $answer != [yY]* ]]; then exit 2; fi
    fi
  fi
  with_progress "apt-get install" "${apt[@]}" install -y --no-install-recommends "$@" || exit 2
}
