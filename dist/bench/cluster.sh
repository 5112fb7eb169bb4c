# shellcheck shell=bash
# For the benchmarks, which source it with the harness' directory in $stock: the cluster of the harness for stock Samza with its probe, from
# start to end. Sets $home, the unpacked tarball, and $STOCK_WORK. Whatever way the benchmark ends, nothing of it is left running.

: "${stock:?the directory of the harness}"
dist=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
home=$(echo "$dist"/target/samza-keeper-*/)
export STOCK_WORK=${STOCK_WORK:-$HOME/.stock-samza}

# Ends every process in the harness' network namespace: containers that lived on without their NodeManager, too.
end_namespace() {
  local holder namespace process
  holder=$(cat "$STOCK_WORK/run/ns.pid" 2>/dev/null) || return 0
  namespace=$(readlink "/proc/$holder/ns/net") || return 0
  [ "$namespace" != "$(readlink /proc/self/ns/net)" ] || return 0
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/ns/net" 2>/dev/null)" = "$namespace" ] && [ "${process#/proc/}" != "$holder" ]; then
      kill -KILL "${process#/proc/}" 2>/dev/null || true
    fi
  done
  kill "$holder" 2>/dev/null || true
  timeout 10 tail --pid="$holder" -f /dev/null || true # the next benchmark takes it for a running cluster
}

benchmark=

stop_cluster() {
  trap '' INT TERM # once is enough
  if [ -n "$benchmark" ]; then
    kill "$benchmark" 2>/dev/null || true
    wait "$benchmark" || true
  fi
  echo "stopping the cluster"
  "$stock/bin/probe.sh" stop || true
  "$stock/bin/stop.sh" || true
  end_namespace
}

# Starts all that the harness has, with 20 records a second in each partition. What an earlier run left in its data is of no use.
start_cluster() {
  [ -d "$home/lib/am" ] || { echo "nothing is built in $dist/target: mvn -DskipTests package" >&2; exit 1; }
  [ -f "$STOCK_WORK/job/target/stock-job.tgz" ] || "$stock/bin/setup.sh"
  if kill -0 "$(cat "$STOCK_WORK/run/ns.pid" 2>/dev/null)" 2>/dev/null; then
    echo "a cluster runs already in $STOCK_WORK: end it, or set STOCK_WORK to another directory" >&2
    exit 1
  fi
  trap stop_cluster EXIT
  trap 'exit 130' INT TERM
  rm -rf "$STOCK_WORK/run"
  "$stock/bin/start-zk.sh"
  "$stock/bin/start-kafka.sh"
  "$stock/bin/start-yarn.sh"
  "$stock/bin/probe.sh" create
  # The probe makes its file with its first record, which may come after the benchmark has looked for it.
  mkdir -p "$STOCK_WORK/results"
  : >"$STOCK_WORK/results/out.csv"
  "$stock/bin/probe.sh" start 20
}

# run_benchmark CLASS ARGUMENT...
run_benchmark() {
  local class=$1
  shift
  "$stock/bin/ns.sh" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    -cp "$dist/target/test-classes:$home/lib/am/*:$home/lib/samza/*" "io.samzakeeper.e2e.$class" "$stock" "$STOCK_WORK" "$home" "$@" &
  benchmark=$! # in the background, so that a signal to this shell is heard at once
  local code=0
  wait "$benchmark" || code=$?
  benchmark=
  return "$code"
}
