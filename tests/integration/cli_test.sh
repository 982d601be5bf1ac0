#!/bin/bash
# The pincer command as a script sees it: output and exit codes. Usage: cli_test.sh PATH_OF_PINCER
# Needs nothing but bash and the command itself, which is also the HTTP client of this test.
set -u
pincer=$1
folder=$(mktemp -d)
export DISCORD_TOKEN=sandbox-token
unset DISCORD_API
failures=0

cleanup() {
  [ -n "${sandbox_pid:-}" ] && kill "$sandbox_pid" 2> /dev/null
  rm -rf "$folder"
}
trap cleanup EXIT

# expect WHAT EXIT_CODE TEXT COMMAND...: runs the command; its exit code must be that, and its output
# (both kinds) must contain the text.
expect() {
  local what=$1 code=$2 text=$3
  shift 3
  local output actual
  output=$("$@" 2>&1 < /dev/null)
  actual=$?
  if [ "$actual" != "$code" ]; then
    echo "FAILED: $what: exit code $actual, expected $code; output: $output"
    failures=$((failures + 1))
  elif [[ $output != *"$text"* ]]; then
    echo "FAILED: $what: \"$text\" is missing in: $output"
    failures=$((failures + 1))
  fi
}

# check WHAT COMMAND...: the command must succeed.
check() {
  local what=$1
  shift
  "$@" || { echo "FAILED: $what"; failures=$((failures + 1)); }
}

# ---- Help and mistakes
expect "--help" 0 "Exit codes" "$pincer" --help
expect "--version" 0 "pincer " "$pincer" --version
expect "request --help" 0 "Examples" "$pincer" request --help
expect "tail --help" 0 "Examples" "$pincer" tail --help
expect "sandbox --help" 0 "--scenario" "$pincer" sandbox --help
expect "no subcommand" 2 "" "$pincer"
expect "an unknown subcommand" 2 "" "$pincer" fly
expect "an unknown option" 2 "--fly" "$pincer" request GET / --fly
expect "an unknown method" 2 "METHOD" "$pincer" request FLY /
expect "an unknown intent" 2 "known are" "$pincer" tail --intents guilds,fly
expect "a bad shard" 2 "ID/COUNT" "$pincer" tail --shard 3/2
expect "no token" 2 "DISCORD_TOKEN" env -u DISCORD_TOKEN "$pincer" request GET /users/@me
expect "a missing token file" 2 "" "$pincer" request GET /users/@me --token-file "$folder/none"
expect "a bad base URL" 2 "usable URL" "$pincer" request GET /users/@me --api discord.com
printf 'people:\n  - nmae: ada\n' > "$folder/bad.yaml"
expect "a mistake in a scenario" 2 "$folder/bad.yaml:2:" "$pincer" sandbox --port 0 --scenario "$folder/bad.yaml"
expect "a missing scenario" 2 "none.yaml" "$pincer" sandbox --port 0 --scenario "$folder/none.yaml"
expect "a bad address" 2 "" "$pincer" sandbox --port 0 --address not-an-address

# ---- The sandbox
mkfifo "$folder/sandbox"
"$pincer" sandbox --port 0 --speed 50 > "$folder/sandbox" &
sandbox_pid=$!
exec 3< "$folder/sandbox"
url=
while [ -z "$url" ] && read -r -t 30 line <&3; do
  [[ $line == *"REST API"* ]] && url=${line##* }
done
[ -n "$url" ] || { echo "FAILED: the sandbox did not start"; exit 1; }
cat <&3 > "$folder/sandbox.log" &
export DISCORD_API=$url
port=${url#*://*:}
port=${port%%/*}
expect "a port in use" 1 "in use" "$pincer" sandbox --port "$port"

# ---- request
expect "GET" 0 '"username":"pincer"' "$pincer" request GET /users/@me
expect "a method in small letters" 0 '"username":"pincer"' "$pincer" request get /users/@me
expect "headers" 0 "HTTP 200" "$pincer" request -i GET /users/@me
guild=$("$pincer" request GET /users/@me/guilds | sed 's/.*"id":"\([0-9]*\)".*/\1/')
channel=$("$pincer" request GET "/guilds/$guild/channels" | sed 's/^[^0-9]*"id":"\([0-9]*\)".*/\1/')
messages=/channels/$channel/messages
expect "POST" 0 '"content":"hi there"' "$pincer" request POST "$messages" --json '{"content": "hi there"}'
echo '{"content": "from a file"}' > "$folder/body.json"
expect "a body from a file" 0 "from a file" "$pincer" request POST "$messages" --json "@$folder/body.json"
expect "an upload" 0 '"filename":"body.json"' "$pincer" request POST "$messages" --file "$folder/body.json"
expect "an upload under a name of its own" 0 '"content":"named"' "$pincer" request POST "$messages" --file "files[0]=$folder/body.json" --json '{"content": "named"}'
expect "a missing upload" 2 "$folder/none.png" "$pincer" request POST "$messages" --file "$folder/none.png"
expect "a form that is none" 2 "NAME=VALUE" "$pincer" request POST "$messages" --form content
expect "a form" 1 "50035" "$pincer" request POST "$messages" --form embeds=1
expect "no token" 3 "401" env -u DISCORD_TOKEN "$pincer" request GET /users/@me --no-auth
expect "no token where none is needed" 0 '"url"' env -u DISCORD_TOKEN "$pincer" request GET /gateway --no-auth
echo of-a-user > "$folder/bearer"
expect "a Bearer token" 3 "401" env -u DISCORD_TOKEN "$pincer" request GET /users/@me --bearer-file "$folder/bearer"
expect "a proxy that is not there" 4 "port 1" "$pincer" request GET /users/@me --proxy http://127.0.0.1:1
expect "no proxy" 0 '"username":"pincer"' env http_proxy=http://127.0.0.1:1 "$pincer" request GET /users/@me --proxy ''
expect "loopback is reached without the proxy" 0 '"username":"pincer"' env http_proxy=http://127.0.0.1:1 "$pincer" request GET /users/@me
expect "a password stays secret" 2 "proxy of the options is not usable" "$pincer" request GET /users/@me --proxy https://ada:secret@proxy
expect "a time limit" 0 '"username":"pincer"' "$pincer" request GET /users/@me --timeout 20
check "a body from standard input" grep -q "from standard input" <(
  echo '{"content": "from standard input"}' | "$pincer" request POST "$messages" --json -)
echo sandbox-token > "$folder/token"
expect "a token file" 0 '"username":"pincer"' env -u DISCORD_TOKEN "$pincer" request GET /users/@me --token-file "$folder/token"
expect "a refusal" 1 "10003" "$pincer" request GET /channels/1
expect "field errors" 1 "content" "$pincer" request POST "$messages" --json '{"content": 5}'
expect "a wrong token" 3 "401" env DISCORD_TOKEN=wrong-secret "$pincer" request GET /users/@me
check "no token in errors" [ -z "$(DISCORD_TOKEN=wrong-secret "$pincer" request -v GET /users/@me 2>&1 | grep wrong-secret)" ]
expect "no TLS there" 4 "" "$pincer" request GET /users/@me --api "https://127.0.0.1:$port"

# ---- tail
mkfifo "$folder/tail"
"$pincer" tail --intents guilds,guild_messages --event READY,MESSAGE_CREATE -n 2 > "$folder/tail" &
tail_pid=$!
exec 4< "$folder/tail"
read -r -t 30 line <&4
check "tail prints READY" grep -q '"t":"READY"' <<< "$line"
"$pincer" request POST "$messages" --json '{"content": "for the tail"}' > /dev/null
read -r -t 30 line <&4
check "tail prints the message" grep -q '"for the tail"' <<< "$line"
wait "$tail_pid"
check "tail stops after so many" [ $? = 0 ]
expect "tail with a wrong token" 3 "401" env DISCORD_TOKEN=wrong-secret "$pincer" tail
mkfifo "$folder/tail2"
"$pincer" tail --compression zlib-stream > "$folder/tail2" &
tail_pid=$!
exec 5< "$folder/tail2"
read -r -t 30 line <&5
kill -TERM "$tail_pid"
wait "$tail_pid"
check "a signal ends tail with 0" [ $? = 0 ]

# ---- The end
kill -INT "$sandbox_pid"
wait "$sandbox_pid"
check "a signal ends the sandbox with 0" [ $? = 0 ]
sandbox_pid=
[ "$failures" = 0 ] && echo "The command behaves."
exit $((failures != 0))
