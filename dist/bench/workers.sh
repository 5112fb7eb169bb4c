#!/usr/bin/env bash
# Workers, ours beside stock Samza's, on the same cluster with the same jobs and package: how fast they start and come back, what a
# planned move costs, how much they process, and how much memory they take.
#
#   dist/bench/workers.sh STOCK [OPTION...]
#
#   --runs=N          of each of our events (default 3)
#   --stock-runs=N    of each of stock's (default 2)
#   --events=A,B,...  only these: s m a b p h t1 t2 g1 g2 (docs/testing.md says what they are)
#   --state-mb=N      of state in g1 and g2 (default 1024)
#   --keep            leaves the data and the logs of the run in $STOCK_WORK/run
#
# STOCK is a directory with a harness for stock Samza (bin/setup.sh, start-zk.sh, start-kafka.sh, start-yarn.sh, probe.sh, ns.sh, stop.sh);
# it keeps its data in $STOCK_WORK, default ~/.stock-samza, and needs root for a network namespace. YARN gives a silent NodeManager up
# after 10 s here, so that stock, too, comes back in event h. Build first: mvn -DskipTests package. The table comes last, also when it is
# interrupted.
set -euo pipefail

[ -d "${1:-}" ] || { sed -n '2,17s/^# \{0,1\}//p' "$0" >&2; exit 2; }
stock=$(cd "$1" && pwd)
shift
keep=
options=()
for option; do
  if [ "$option" = --keep ]; then keep=yes; else options+=("$option"); fi
done
export NM_EXPIRY_MS=10000
# shellcheck source=dist/bench/cluster.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"
start_cluster
if [ -z "$keep" ]; then
  trap 'stop_cluster; rm -rf "$STOCK_WORK/run"' EXIT
fi
# The package of the end-to-end tests, made of Samza's published artifacts, has jobs with state.
mkdir -p "$STOCK_WORK/run/job/unpacked"
cp "$dist/stock-job/target/stock-job-package.tar.gz" "$STOCK_WORK/run/job/package.tar.gz"
tar -xzf "$STOCK_WORK/run/job/package.tar.gz" -C "$STOCK_WORK/run/job/unpacked"
run_benchmark WorkerBenchmark ${options[@]+"${options[@]}"}
