#!/usr/bin/env bash
# What YARN starts as a worker: becomes one JVM that runs one Samza container. Runs in the container's directory, where YARN has put
# __keeper (what Samza Keeper brings) and the job: __package (an unpacked package: bin config lib), or __job.jar.
#
#   run-container.sh [MAIN [ARGUMENT...]]     MAIN is io.samzakeeper.worker.WorkerMain unless given
#
#   SAMZA_CONTAINER_ID        the processor
#   LOG_DIR                   where the log goes
#   JAVA_HOME                 task.java.home, or the NodeManager's; without it java is looked for on the PATH
#   JAVA_OPTS                 task.opts; split at spaces, nothing in it is expanded
#   KEEPER_HEAP_MB            heap, where JAVA_OPTS has no -Xmx
#   ADDITIONAL_CLASSPATH_DIR  a directory with more jars
#   HADOOP_CONF_DIR           on the class path where given

set -eu

worker=${SAMZA_CONTAINER_ID:-}
logs=${LOG_DIR:-.}

class_path="__keeper/lib/worker/*"
if [ -d __package ]; then
  class_path+=":__package/config:__package/lib/*"
else
  class_path+=":__keeper/lib/samza/*:__job.jar"
fi
class_path+="${ADDITIONAL_CLASSPATH_DIR:+:$ADDITIONAL_CLASSPATH_DIR/*}${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"

logging=__keeper/conf/log4j2-worker.xml
for own in __package/config/log4j2.xml __package/lib/log4j2.xml; do
  if [ -f "$own" ]; then
    logging=$own
  fi
done

read -r -d '' -a options <<<"${JAVA_OPTS:-}" || true
case " ${JAVA_OPTS:-}" in
  *[[:space:]]-Xmx*) ;;
  *) options+=("-Xmx${KEEPER_HEAP_MB:-768}m") ;;
esac
case " ${JAVA_OPTS:-}" in
  *[[:space:]]-Dlog4j2.configurationFile=* | *[[:space:]]-Dlog4j.configurationFile=*) ;;
  *) options+=("-Dlog4j2.configurationFile=$logging") ;;
esac

mkdir -p tmp
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+ExitOnOutOfMemoryError \
  "-Dsamza.container.id=$worker" "-Dsamza.container.name=samza-container-$worker" \
  "-Dsamza.log.dir=$logs" -Djava.io.tmpdir=./tmp "${options[@]}" \
  -cp "$class_path" "${@:-io.samzakeeper.worker.WorkerMain}"
