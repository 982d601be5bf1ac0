# shellcheck shell=bash
# Part of ./dev: running long commands, with progress on the screen and the whole output in a log.

# Reads a command's output. On a terminal it shows the latest line, each over the last; elsewhere a
# line now and then, so that a log of CI shows progress and stays short.
show_progress() {
  local label=$1 line last=$SECONDS width
  if [[ -t 1 ]]; then width=$(($(tput cols 2>/dev/null || echo 80) - 1)); fi
  while IFS= read -r line; do
    line="  $label: $line"
    if [[ -t 1 ]]; then
      printf '\r\e[2K%s' "${line:0:width}"
    elif ((SECONDS - last >= 15)); then
      printf '%s\n' "${line:0:100}"
      last=$SECONDS
    fi
  done
  if [[ -t 1 ]]; then printf '\r\e[2K'; fi
}

# with_progress LABEL COMMAND...: prints one line when the command succeeds; when it fails, prints
# what it said (without the lines of ninja and ctest about what went well) and returns 1.
with_progress() {
  local label=$1 log=build/log/${1// /-}.log began=$SECONDS status=0
  shift
  mkdir -p build/log
  "$@" 2>&1 | tee "$log" | show_progress "$label" || status=$?
  if ((status != 0)); then
    grep -vE '^\[[0-9]+/[0-9]+\] [A-Z][a-z]|^ *Start +[0-9]+:| Passed +[0-9.]+ sec' "$log" |
      cut -c 1-240 | tail -n 100 >&2
    printf '%s: FAILED (status %d, %d s); all of it is in %s\n' \
      "$label" "$status" $((SECONDS - began)) "$log" >&2
    return 1
  fi
  if ((SECONDS - began >= 2)); then printf '  %s: %d s\n' "$label" $((SECONDS - began)); fi
}
