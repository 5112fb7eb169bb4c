# shellcheck shell=bash
# The class path of workers, and archives of the classes that they load (class-data sharing of the JVM, io.samzakeeper.worker.ClassArchive).
# Sourced in a directory as YARN lays one out for a worker: __keeper, and __package or __job.jar.

# Sets worker_jars and worker_class_path. Jars one by one and in order: the same class path on every node, and the only kind that the JVM
# can share classes for. What is the same for all containers of a package comes first (worker_jars), directories last.
set_worker_class_path() {
  local LC_ALL=C IFS=: jars more=()
  shopt -s nullglob
  jars=(__keeper/lib/worker/*.jar)
  if [ -d __package ]; then
    jars+=(__package/lib/*.[jw]ar)
  else
    jars+=(__keeper/lib/samza/*.jar)
    more+=(__job.jar)
  fi
  if [ -n "${ADDITIONAL_CLASSPATH_DIR:-}" ]; then
    more+=("$ADDITIONAL_CLASSPATH_DIR"/*.jar)
  fi
  shopt -u nullglob
  if [ -d __package/config ]; then
    more+=(__package/config)
  fi
  worker_jars="${jars[*]}"
  worker_class_path="$worker_jars:${more[*]}"
  worker_class_path="${worker_class_path%:}${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
}

# Whether the JVM can share classes at all: it builds on an archive of its own.
can_share_classes() {
  [ -n "${JAVA_HOME:-}" ] && [ -f "$JAVA_HOME/lib/server/classes.jsa" ]
}

# Prints a number that is the same wherever an archive of worker_jars fits: for the same JVM, and jars as alike as the JVM wants them.
sum_of_worker_jars() {
  local IFS=: sum
  # shellcheck disable=SC2086 # the jars, one by one
  sum=$({
    cat "$JAVA_HOME/release"
    stat -Lc '%s' "$JAVA_HOME/lib/server/libjvm.so" "$JAVA_HOME/lib/server/classes.jsa"
    stat -Lc '%n %s %Y' $worker_jars
  } | cksum) || return
  echo "${sum%% *}"
}

# Prints the archive PREFIX-SIZE.jsa where there is one and it has that size: the JVM does not survive one that was cut short.
whole_archive() {
  local found=("$1"-*.jsa)
  if [ -f "${found[0]}" ] && [ "${found[0]}" = "$1-$(stat -Lc %s "${found[0]}").jsa" ]; then
    echo "${found[0]}"
  fi
}
