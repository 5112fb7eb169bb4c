#!/usr/bin/env bash
# What the loss of an AM costs, ours beside stock Samza's, on the same cluster with the same job of three containers, in turns.
#
#   dist/bench/failover.sh STOCK [OPTION...]
#
#   --runs=N          of each of our events (default 5)
#   --stock-runs=N    of each of stock's (default 2): it needs 75 s of rest after every failover of its AM
#   --events=A,B,...  only these: a b1 b2 c d e f g1 g2 h i k (docs/testing.md says what they are; j is seen in all of them)
#   --hold=SECONDS    how long stock is watched while its AM's host is stopped (default 30)
#   --session-ms=N    keeper.zk.session.timeout.ms (default 4000; the harness' ensemble permits 2000 and more)
#   --long            watches stock until its containers stop (200 s), in event c
#   --expiry-ms=N     YARN's expiry of AMs and NodeManagers (default: YARN's own, 600000); with 60000 stock has a zombie in event h
#   --timelines       prints what our AMs logged below each time: where it went
#   --keep            leaves the data and the logs of the run in $STOCK_WORK/run
#
# STOCK is a directory with a harness for stock Samza (bin/setup.sh, start-zk.sh, start-kafka.sh, start-yarn.sh, probe.sh, ns.sh, stop.sh);
# it keeps its data in $STOCK_WORK, default ~/.stock-samza, and needs root for a network namespace. Build first: mvn -DskipTests package.
# The table comes last, also when it is interrupted.
set -euo pipefail

[ -d "${1:-}" ] || { sed -n '2,19s/^# \{0,1\}//p' "$0" >&2; exit 2; }
stock=$(cd "$1" && pwd)
shift
keep=
options=()
for option; do
  case $option in
    --keep) keep=yes ;;
    --expiry-ms=*)
      export AM_EXPIRY_MS=${option#*=} NM_EXPIRY_MS=${option#*=}
      options+=("$option")
      ;;
    *) options+=("$option") ;;
  esac
done
# shellcheck source=dist/bench/cluster.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"
start_cluster
if [ -z "$keep" ]; then
  trap 'stop_cluster; rm -rf "$STOCK_WORK/run"' EXIT
fi
run_benchmark FailoverBenchmark ${options[@]+"${options[@]}"}
