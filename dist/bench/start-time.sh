#!/usr/bin/env bash
# How long a job and a worker take to start, ours beside stock Samza's, on the same cluster with the same job and package, in turns.
#
#   dist/bench/start-time.sh STOCK [ROUNDS [KILLS]]
#
# STOCK is a directory with a harness for stock Samza (bin/setup.sh, start-zk.sh, start-kafka.sh, start-yarn.sh, probe.sh, ns.sh, stop.sh);
# it keeps its data in $STOCK_WORK, default ~/.stock-samza, and needs root for a network namespace. ROUNDS submissions of each (default
# 3), KILLS of the worker in each round (default 3). Build first: mvn -DskipTests package. What is printed is in docs/testing.md.
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
stock=$(cd "$1" && pwd)
shift
dist=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
home=$(echo "$dist"/target/samza-keeper-*/)
export STOCK_WORK=${STOCK_WORK:-$HOME/.stock-samza}
[ -d "$home/lib/am" ] || { echo "nothing is built in $dist/target: mvn -DskipTests package" >&2; exit 1; }
[ -f "$STOCK_WORK/job/target/stock-job.tgz" ] || "$stock/bin/setup.sh"

stop() {
  "$stock/bin/probe.sh" stop || true
  "$stock/bin/stop.sh" || true
  kill "$(cat "$STOCK_WORK/run/ns.pid")" 2>/dev/null || true
}
trap stop EXIT
"$stock/bin/start-zk.sh"
"$stock/bin/start-kafka.sh"
"$stock/bin/start-yarn.sh"
"$stock/bin/probe.sh" create
# The probe makes its file with its first record, which may come after the benchmark has looked for it.
mkdir -p "$STOCK_WORK/results"
touch "$STOCK_WORK/results/out.csv"
"$stock/bin/probe.sh" start 20

"$stock/bin/ns.sh" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  -cp "$dist/target/test-classes:$home/lib/am/*" io.samzakeeper.e2e.StartTimeBenchmark \
  "$stock" "$STOCK_WORK" "$home" "$@"
