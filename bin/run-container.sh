#!/usr/bin/env bash
# What YARN starts as a worker: becomes one JVM that runs one Samza container. Runs in the container's directory, where YARN has put
# __keeper (what Samza Keeper brings) and the job: __package (an unpacked package: bin config lib), or __job.jar; and perhaps an archive of
# classes (bin/class-archive.sh), __classes-<sum>-<size>.jsa.
#
#   run-container.sh [MAIN [ARGUMENT...]]     MAIN is io.samzakeeper.worker.WorkerMain unless given
#
#   SAMZA_CONTAINER_ID        the processor; a spare has none, and KEEPER_SPARE=true
#   LOG_DIR                   where the log goes
#   JAVA_HOME                 task.java.home, or the NodeManager's; without it java is looked for on the PATH
#   JAVA_OPTS                 task.opts; split at spaces, nothing in it is expanded
#   KEEPER_HEAP_MB            heap, where JAVA_OPTS has no -Xmx
#   ADDITIONAL_CLASSPATH_DIR  a directory with more jars
#   HADOOP_CONF_DIR           on the class path where given
#   KEEPER_CLASS_SHARING      "true": with an archive of loaded classes, which came with the job or was made on this node
#   LOCAL_DIRS                YARN's, of the application

set -eu

worker=${SAMZA_CONTAINER_ID:-spare}
logs=${LOG_DIR:-.}

# shellcheck source=bin/class-paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/class-paths.sh"
set_worker_class_path

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

# A JVM that starts spends more processor time on optimising (C2) what it does a few times than on doing it, and workers that start beside each
# other wait for that. Methods have to be called four times as often as by default before.
defaults=(
  -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400
  -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=160000
)

mkdir -p tmp

# With an archive of the classes that workers load: one that a worker here has made for exactly this JVM, these jars and these options; or
# the one that came with the job, and this worker keeps a list of what it loads, as it may make a better one (io.samzakeeper.worker.ClassArchive).
# Workers that did not get to run with an archive leave their marks: four of them, and it is used no more.
share_classes() {
  local directory=${LOCAL_DIRS%%,*}/keeper-classes job=__package sum archive marks
  [ -d "$job" ] || job=__job.jar
  can_share_classes && mkdir -p "$directory" 2>/dev/null && [ -w "$directory" ] || return 0
  sum=$({
    stat -Lc '%n %i %s %Y' "$JAVA_HOME/bin/java" "$JAVA_HOME/lib/server/libjvm.so" __keeper "$job"
    echo "$class_path ${options[*]}"
  } | cksum) || return 0
  sum=${sum%% *}
  archive=$(whole_archive "$directory/$sum")
  if [ -z "$archive" ]; then
    # One that is there and is not whole stays as it is.
    if ! compgen -G "$directory/$sum-*.jsa" >/dev/null; then
      export KEEPER_CLASS_ARCHIVE=$directory/$sum
      options+=(-XX:DumpLoadedClassList=tmp/classes.list)
    fi
    sum=$(sum_of_shared_jars) || return 0
    archive=$(whole_archive "__classes-$sum")
  fi
  if [ -n "$archive" ]; then
    marks=("$directory/$sum".trying-*)
    if [ "${#marks[@]}" -lt 4 ] && { : >"$directory/$sum.trying-$worker-$$"; } 2>/dev/null; then
      export KEEPER_CLASS_TRIAL=$directory/$sum.trying-$worker-$$
      set_archive_options "$archive"
      defaults+=("${archive_options[@]}")
    fi
  fi
}
case " ${JAVA_OPTS:-}" in
  *[[:space:]]-Xshare* | *[[:space:]]-XX:SharedArchiveFile* | *[[:space:]]-XX:*[[:alpha:]]LoadedClassList*) ;;
  *)
    if [ "${KEEPER_CLASS_SHARING:-}" = true ] && [ -n "${LOCAL_DIRS:-}" ]; then
      share_classes
    fi
    ;;
esac

exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+ExitOnOutOfMemoryError "${defaults[@]}" \
  "-Dsamza.container.id=$worker" "-Dsamza.container.name=samza-container-$worker" \
  "-Dsamza.log.dir=$logs" -Djava.io.tmpdir=./tmp "${options[@]}" \
  -cp "$class_path" "${@:-io.samzakeeper.worker.WorkerMain}"
