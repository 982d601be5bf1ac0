# shellcheck shell=bash
# Part of ./dev: the parts of `./dev check`. A part is a function check_<name>; its output appears
# only when it fails. Cheap parts come first, so that the usual mistakes are told at once.

check_parts=(
  "format:   every C++ file is as clang-format writes it"
  "scripts:  shellcheck has nothing to say"
  "layers:   no layer includes a higher one (tools/check_layers)"
  "model:    generated code and model agree with Discord's description, where that is"
  "headers:  every public header compiles alone"
  "tidy:     clang-tidy has nothing to say"
  "asan:     the tests and fuzz seeds under ASan and UBSan, all built by clang"
  "tsan:     the tests of what runs on threads under TSan, all built by clang"
  "examples: the command and the example bots build, optimised"
  "install:  a project builds with the installed library, by CMake and by pkg-config"
)

describe_check_parts() {
  printf "                                %s\n" "${check_parts[@]}"
}

check() {
  local keep_going=false named=" " failed=() part name number=0 began argument known
  known=" $(printf '%s ' "${check_parts[@]%%:*}")"
  for argument in "$@"; do
    if [[ $argument == --keep-going ]]; then
      keep_going=true
    elif [[ $known == *" $argument "* ]]; then
      named+="$argument "
    else
      usage_error "./dev check: \"$argument\" is not known. Known are:$known--keep-going"
    fi
  done
  need_packages check build test clang check
  for part in "${check_parts[@]}"; do
    name=${part%%:*}
    number=$((number + 1))
    if [[ $named != " " && $named != *" $name "* ]]; then continue; fi
    began=$SECONDS
    printf '[%d/%d] %s\n' "$number" "${#check_parts[@]}" "$part"
    if "check_$name"; then
      printf '  ok, %d s\n' $((SECONDS - began))
    else
      printf '  FAILED, %d s\n' $((SECONDS - began))
      failed+=("$name")
      if ! $keep_going; then break; fi
    fi
  done
  if ((${#failed[@]} > 0)); then
    printf 'check failed: %s\n' "${failed[*]}"
    return 1
  fi
  printf 'check passed, %d s\n' "$SECONDS"
}

# The project's files that match, new ones too, each ended by a zero byte. In CI the folder may be
# another user's, which git minds unless it is told not to.
own_files() {
  git -c safe.directory="$PWD" ls-files -z --cached --others --exclude-standard -- "$@"
}

check_format() {
  own_files '*.cpp' '*.hpp' | with_progress format xargs -0 -n 16 -P "$(nproc)" clang-format-14 --dry-run -Werror
}

# Not SC2317: it takes a function that only a trap calls for unreachable.
check_scripts() {
  own_files dev tools .ci tests | xargs -0 grep -lZE '^#!.*(bash|/sh)|^# shellcheck shell=' |
    with_progress scripts xargs -0 shellcheck --external-sources --exclude=SC2317
}

check_layers() {
  with_progress layers python3 tools/check_layers
}

# The description is not a part of the repository.
check_model() {
  local description=../shared/openapi.json
  if [[ ! -r $description ]]; then
    printf '  skipped: there is no %s\n' "$description"
    return
  fi
  local model_lines=build/debug/tests/model/model_lines docs=()
  if [[ -d ../shared/discord-api-docs ]]; then docs=(--docs ../shared/discord-api-docs); fi
  with_progress model python3 tools/generate --check "$description" &&
    configure debug && with_progress "build model_lines" cmake --build --preset debug --target model_lines &&
    with_progress "try the model" python3 tools/check_model "$model_lines" "$description" "${docs[@]}"
}

# Twice in one unit, so that a missing guard is found too.
check_headers() {
  # shellcheck disable=SC2016
  own_files 'include/*.hpp' |
    with_progress headers xargs -0 -n 1 -P "$(nproc)" sh -c '
      printf "#include \"%s\"\n#include \"%s\"\n" "${1#include/}" "${1#include/}" |
        g++ -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Werror -fsyntax-only -Iinclude \
          -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_ASIO_NO_DEPRECATED -x c++ -' compile
}

# Reads the commands of a build by clang that has every file in it, and no file of yesterday.
check_tidy() {
  configure asan && with_progress "files of asan" cmake --build build/asan --target build.ninja &&
    with_progress tidy python3 tools/tidy build/asan
}

check_asan() { test_with asan; }

# The other layers are values and machines, which one thread at a time uses: TSan has nothing to see there.
check_tsan() { test_with tsan base json net client integration; }

# test_with PRESET [LAYER...]: builds and runs the tests of these layers, or all.
test_with() {
  local preset=$1 fixed_addresses=() targets=() only=()
  shift
  if (($# > 0)); then
    targets=(--target "${@/#/test_}")
    only=(--tests-regex "^($(IFS='|' && echo "$*"))\\.")
  fi
  # Above 28 random bits the sanitizers of g++ 12 and clang 14 cannot place their shadow memory.
  if (($(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0) > 28)) && setarch -R true 2>/dev/null; then
    fixed_addresses=(setarch -R)
  fi
  build "$preset" "${targets[@]}" &&
    with_progress "test $preset" "${fixed_addresses[@]}" ctest --preset "$preset" --parallel "$(nproc)" "${only[@]}" &&
    sed -n 's/^.* tests passed.* out of \(.*\)/  \1 tests passed/p' "build/log/test-$preset.log"
}

check_examples() { build release; }

check_install() {
  local root=$PWD/build/install prefix=$PWD/build/install/prefix
  rm -rf "$root"
  build release &&
    with_progress install cmake --install build/release --prefix "$prefix" &&
    with_progress "consumer by CMake" consumer_by_cmake "$root/by-cmake" "$prefix" &&
    with_progress "consumer by pkg-config" consumer_by_pkg_config "$root/by-pkg-config" "$prefix" &&
    with_progress "installed command" "$prefix/bin/pincer" --version
}

consumer_by_cmake() {
  local build_dir=$1 prefix=$2
  cmake -S tests/consumer -B "$build_dir" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" &&
    cmake --build "$build_dir" && "$build_dir/consumer"
}

consumer_by_pkg_config() {
  local program=$1 prefix=$2 flags
  flags=$(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs pincer) || return
  # shellcheck disable=SC2086
  g++ -std=c++20 -Wall -Wextra -Werror tests/consumer/main.cpp -o "$program" $flags && "$program"
}
