# Sourced after steps.sh: starts and ends the four services (and the demo's origin server) as children.

service_pids=()
service_names=()

# Starts a program in the background; its log goes to $logs/NAME.log, its standard output to $logs/NAME.out.
start_program() {
  local name=$1; shift
  "$@" >"$logs/$name.out" 2>"$logs/$name.log" &
  service_pids+=($!)
  service_names+=("$name")
}

# Waits until a program has printed a line that matches, or has ended.
await_line() {
  local name=$1 pattern=$2 pid=$3 i
  for ((i = 0; i < 600; i++)); do
    grep -qE "$pattern" "$logs/$name.out" 2>/dev/null && return 0
    kill -0 "$pid" 2>/dev/null || { tail -n 5 "$logs/$name.log" >&2; fail "$name ended; its log is $logs/$name.log"; }
    sleep 0.1
  done
  fail "$name is not ready after 60 s; its log is $logs/$name.log"
}

start_services() {
  local configs=$1 first=${#service_pids[@]} i
  start_program crawler bazel-bin/crawler/crawler --config "$configs/crawler.textproto"
  start_program normalizer bazel-bin/normalizer/normalizer --config "$configs/normalizer.textproto"
  start_program store bazel-bin/store/store --config "$configs/store.textproto"
  start_program query bazel-bin/query/query --config "$configs/query.textproto"
  for ((i = first; i < ${#service_pids[@]}; i++)); do
    await_line "${service_names[i]}" '^ready ' "${service_pids[i]}"
  done
}

# Ends what was started here, last first, and waits for it.
end_programs() {
  local i
  for ((i = ${#service_pids[@]} - 1; i >= 0; i--)); do kill -TERM "${service_pids[i]}" 2>/dev/null || true; done
  for ((i = ${#service_pids[@]} - 1; i >= 0; i--)); do wait "${service_pids[i]}" 2>/dev/null || true; done
  service_pids=() service_names=()
}

binaries=(//crawler:crawler //normalizer:normalizer //store:store //query:query //query/cli:trialctl)
