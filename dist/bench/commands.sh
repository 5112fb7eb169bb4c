#!/usr/bin/env bash
# How long commands take, on a grid of its own with the example job: medians, in milliseconds, with an archive of their classes and without.
#
#   dist/bench/commands.sh [RUNS]
#
# RUNS of each (default 11). The grid uses the ports of bin/grid, 20000 higher. Build first: mvn -DskipTests package. What is printed is in
# docs/testing.md.
set -euo pipefail

runs=${1:-11}
bin=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../bin
work=$(mktemp -d)
export KEEPER_GRID_DATA=$work/grid XDG_CACHE_HOME=$work/cache
trap '"$bin/grid" stop || true; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"$bin/run-job.sh" --grid --port-offset 20000
status=$("$bin/grid" status --json)
value_of() {
  sed -n "s/^  \"$1\" : \"\\(.*\\)\",\$/\\1/p" <<<"$status"
}
HADOOP_CONF_DIR=$(value_of hadoopConfDir)
KEEPER_ZK_CONNECT=$(value_of zooKeeper)
export HADOOP_CONF_DIR KEEPER_ZK_CONNECT

archive() {
  compgen -G "$XDG_CACHE_HOME/samza-keeper/commands-*.jsa"
}

# median COMMAND...
median() {
  local began
  for ((run = 0; run < runs; run++)); do
    began=$(date +%s%N)
    "$@" >/dev/null
    echo $((($(date +%s%N) - began) / 1000000))
  done | sort -n | sed -n "$((runs / 2 + 1))p"
}

# The first command has it made in the background.
for ((seconds = 0; seconds < 120; seconds++)); do
  ! archive >/dev/null || break
  sleep 1
done
archive >/dev/null || { echo "no archive of classes was made" >&2; exit 1; }
printf '%-28s %8s %8s\n' "Medians of $runs, ms" "with" "without"
for command in "--help" "status --help" "list" "status word-count" "events word-count"; do
  # shellcheck disable=SC2086 # words
  printf '%-28s %8s %8s\n' "keeper $command" "$(median "$bin/keeper" $command)" "$(KEEPER_JAVA_OPTS=-Xshare:auto median "$bin/keeper" $command)"
done
