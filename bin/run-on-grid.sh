#!/usr/bin/env bash
# run-job.sh --grid: the word count of the README on a local cluster, from nothing to its first counts. Leaves the job running; bin/grid
# stop ends all. Other arguments go to bin/grid start (--port-offset N, --data DIR, ...).
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/keeper-env.sh"

ALREADY_RUNNING=4 # io.samzakeeper.client.ClientExit
PARTITIONS=6
COUNTS=12
COUNTS_TIMEOUT_S=60

grid_arguments=()
data=()
while [ $# -gt 0 ]; do
  case $1 in
    --grid) ;;
    --data)
      data=(--data "${2:?--data needs a directory}")
      shift
      ;;
    --data=*) data=("$1") ;;
    *) grid_arguments+=("$1") ;;
  esac
  shift
done
grid() {
  local verb=$1
  shift
  "$here/grid" "$verb" "$@" ${data[@]+"${data[@]}"}
}

grid start ${grid_arguments[@]+"${grid_arguments[@]}"}
status=$(grid status --json)
value_of() {
  sed -n "s/^  \"$1\" : \"\\(.*\\)\",\$/\\1/p" <<<"$status"
}
HADOOP_CONF_DIR=$(value_of hadoopConfDir)
export HADOOP_CONF_DIR
kafka=$(value_of kafka)

for topic in sentences word-counts; do
  "$here/grid" topic create "$topic" --partitions "$PARTITIONS" ${data[@]+"${data[@]}"}
done
grid produce sentences <"$KEEPER_HOME/conf/examples/sentences.txt"

code=0
"$here/run-job.sh" "--config-path=$KEEPER_HOME/conf/word-count.properties" \
  --config "keeper.zk.connect=$(value_of zooKeeper)" \
  --config "systems.kafka.consumer.bootstrap.servers=$kafka" \
  --config "systems.kafka.producer.bootstrap.servers=$kafka" || code=$?
[ "$code" = 0 ] || [ "$code" = "$ALREADY_RUNNING" ] || exit "$code"

echo "Counts, as they arrive in the topic word-counts:"
grid consume word-counts --from-beginning --max-messages "$COUNTS" --timeout "$COUNTS_TIMEOUT_S"
echo "The job runs on. bin/grid stop ends it, and the grid. To look at it with bin/keeper status word-count:"
echo "  export HADOOP_CONF_DIR=$HADOOP_CONF_DIR KEEPER_ZK_CONNECT=$(value_of zooKeeper)"
