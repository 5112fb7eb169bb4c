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
#   KEEPER_CLASS_SHARING      "true": workers of one application share an archive of loaded classes on each node, in its local directory
#   LOCAL_DIRS                YARN's, of the application

set -eu

worker=${SAMZA_CONTAINER_ID:-}
logs=${LOG_DIR:-.}

# Jars one by one and in order: the same class path on every node, and the only kind that the JVM can share classes for. Directories come last.
jars_in_order() {
  local LC_ALL=C IFS=: jars
  shopt -s nullglob
  jars=(__keeper/lib/worker/*.jar)
  if [ -d __package ]; then
    jars+=(__package/lib/*.[jw]ar)
  else
    jars+=(__keeper/lib/samza/*.jar __job.jar)
  fi
  if [ -n "${ADDITIONAL_CLASSPATH_DIR:-}" ]; then
    jars+=("$ADDITIONAL_CLASSPATH_DIR"/*.jar)
  fi
  shopt -u nullglob
  class_path="${jars[*]}"
}
jars_in_order
if [ -d __package/config ]; then
  class_path+=":__package/config"
fi
class_path+="${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"

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

# An archive of the classes that workers here load (io.samzakeeper.worker.ClassArchive): used where there is one for exactly this JVM, these
# jars and these options; else this worker keeps a list of what it loads, and makes one. Its size is in its name, as the JVM does not
# survive one that was cut short. Workers that did not get to run with it leave their marks: four of them, and it is used no more.
share_classes() {
  local java=$JAVA_HOME/bin/java directory=${LOCAL_DIRS%%,*}/keeper-classes job=__package sum archives marks
  [ -d "$job" ] || job=__job.jar
  [ -f "$JAVA_HOME/lib/server/classes.jsa" ] && mkdir -p "$directory" 2>/dev/null && [ -w "$directory" ] || return 0
  sum=$({
    stat -Lc '%n %i %s %Y' "$java" "$JAVA_HOME/lib/server/libjvm.so" __keeper "$job"
    echo "$class_path ${options[*]}"
  } | cksum) || return 0
  sum=${sum%% *}
  archives=("$directory/$sum"-*.jsa)
  if [ ! -f "${archives[0]}" ]; then
    export KEEPER_CLASS_ARCHIVE=$directory/$sum
    options+=(-XX:DumpLoadedClassList=tmp/classes.list)
  elif [ "${archives[0]}" = "$directory/$sum-$(stat -c %s "${archives[0]}").jsa" ]; then
    marks=("$directory/$sum".trying-*)
    if [ "${#marks[@]}" -lt 4 ] && { : >"$directory/$sum.trying-$worker-$$"; } 2>/dev/null; then
      export KEEPER_CLASS_TRIAL=$directory/$sum.trying-$worker-$$
      options+=(-Xshare:auto "-XX:SharedArchiveFile=${archives[0]}")
    fi
  fi
}
case " ${JAVA_OPTS:-}" in
  *[[:space:]]-Xshare* | *[[:space:]]-XX:SharedArchiveFile* | *[[:space:]]-XX:*[[:alpha:]]LoadedClassList*) ;;
  *)
    if [ "${KEEPER_CLASS_SHARING:-}" = true ] && [ -n "${JAVA_HOME:-}" ] && [ -n "${LOCAL_DIRS:-}" ]; then
      share_classes
    fi
    ;;
esac

exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+ExitOnOutOfMemoryError \
  "-Dsamza.container.id=$worker" "-Dsamza.container.name=samza-container-$worker" \
  "-Dsamza.log.dir=$logs" -Djava.io.tmpdir=./tmp "${options[@]}" \
  -cp "$class_path" "${@:-io.samzakeeper.worker.WorkerMain}"
