# shellcheck shell=bash
# Part of ./dev: the benchmarks. An area is a program bench/<area>.cpp, or bench/<area>/run; each
# prints a table with its surroundings and writes JSON into build/bench/reports.

bench_areas=(
  "decode:   from an event's JSON to its type, beside a reader by hand, and from a message to JSON"
  "gateway:  events over TLS, from the socket to the handler, beside a bare client: CPU, heap"
  "latency:  from the socket to the handler, one event at a time, beside a bare client"
  "limiter:  the rate limiter alone: time of a request, memory of a bucket and of a million routes"
  "peers:    released libraries from npm, PyPI and crates.io, D++ from DPP_CHECKOUT=DIR, and ours, on the same events"
  "queue:    50 posts at once into a channel that permits 5 in 5 s, against the sandbox; 45 s"
  "rest:     a REST call over TLS, beside a bare Beast client: the client's CPU time, and the ratio"
  "scale:    an event with 1 to 1,000 shards, beside as many bare clients, and with two threads"
  "shards:   idle shards over TLS: memory of each, for each compression; time to be back after a loss"
  "stages:   inflate, envelope and session, each alone beside its floor"
)

describe_bench_areas() {
  printf "                                %s\n" "${bench_areas[@]}"
}

bench() {
  local named=() arguments=() targets=() known argument area program
  known=" $(printf '%s ' "${bench_areas[@]%%:*}")"
  for argument in "$@"; do
    if [[ $argument == --quick ]]; then
      arguments+=("$argument")
    elif [[ $known == *" $argument "* ]]; then
      named+=("$argument")
    else
      usage_error "./dev bench: \"$argument\" is not known. Known are:$known--quick"
    fi
  done
  if ((${#named[@]} == 0)); then named=("${bench_areas[@]%%:*}"); fi
  for area in "${named[@]}"; do targets+=("bench_$area"); done
  need_packages bench build bench
  build bench --target "${targets[@]}"
  mkdir -p build/bench/reports
  for area in "${named[@]}"; do
    program=build/bench/bench/bench_$area
    if [[ -x bench/$area/run ]]; then program=bench/$area/run; fi
    "$program" "${arguments[@]}" --json "build/bench/reports/$area.json"
    case $area in gateway | scale) bench/plot "build/bench/reports/$area.json" ;; esac
  done
  printf 'The same as JSON: build/bench/reports/*.json\n'
}
