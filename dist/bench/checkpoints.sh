#!/usr/bin/env bash
# What durable checkpoints cost: ours in ZooKeeper, the same with a write for each, stock Samza's in Kafka, and the same with the broker's
# disk written before it answers, in turns, on a grid of its own with three ZooKeeper servers and one broker.
#
#   dist/bench/checkpoints.sh [THREADS [SECONDS [ROUNDS]]]
#
# THREADS commit at once (default 64), for SECONDS at a time (default 10), in ROUNDS after a warm-up (default 3). The grid uses the ports of
# bin/grid, 20000 higher. Build first: mvn -DskipTests package. What is printed is in docs/testing.md.
set -euo pipefail

dist=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
home=$(echo "$dist"/target/samza-keeper-*/)
home=${home%/}
[ -d "$home/lib/am" ] || { echo "nothing is built in $dist/target: mvn -DskipTests package" >&2; exit 1; }

KEEPER_GRID_DATA=$(mktemp -d)
export KEEPER_GRID_DATA
trap '"$dist/../bin/grid" stop || true; rm -rf "$KEEPER_GRID_DATA"' EXIT
trap 'exit 130' INT TERM
# A grid's JVMs are small, for a laptop. Here they are what servers are: bin/zkServer.sh has the same heap, and the broker gets as much.
_JAVA_OPTIONS="-XX:TieredStopAtLevel=4 -Xms512m -Xmx512m -Xmn192m" "$dist/../bin/grid" start --zookeepers 3 --nodes 1 --port-offset 20000
address() {
  "$dist/../bin/grid" status | sed -n "s/^$1  *//p"
}
mapfile -t servers < <("$dist/../bin/grid" status | awk '/^(zk[0-9]|kafka) /{ print $4 }')
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g \
  -cp "$dist/target/test-classes:$home/lib/worker/*:$home/lib/samza/*" -Dlog4j2.level=WARN \
  io.samzakeeper.e2e.CheckpointBenchmark "$(address ZooKeeper)" "$(address Kafka)" "${1:-64}" "${2:-10}" "${3:-3}" \
  "${servers[@]}"
