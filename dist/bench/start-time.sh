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
# shellcheck source=dist/bench/cluster.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"
start_cluster
run_benchmark StartTimeBenchmark "$@"
