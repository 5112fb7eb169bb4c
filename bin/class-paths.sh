# shellcheck shell=bash
# Class paths of workers, candidates and commands, and archives of the classes that they load (class-data sharing of the JVM).
# Sourced by workers and candidates in a directory as YARN lays one out: __keeper; for a worker __package or __job.jar; for a candidate __hadoop.
#
# A class path is made of jars one by one and in order: the same on every node, and the only kind that the JVM can share classes for. What
# is the same for all containers comes first (shared_jars), directories last.

# Sets shared_jars and class_path.
set_am_class_path() {
  local LC_ALL=C IFS=: jars
  jars=(__keeper/lib/am/*.jar)
  shared_jars="${jars[*]}"
  class_path="$shared_jars:__hadoop"
}

# Sets shared_jars and class_path.
set_worker_class_path() {
  local LC_ALL=C IFS=: jars more=()
  shopt -s nullglob
  jars=(__keeper/lib/worker/*.jar)
  # ZooKeeper's client needs it for TLS. Else a job that brings Netty is alone with its own.
  if [ -n "${KEEPER_ZK_CLIENT_CONFIG:-}" ]; then
    jars+=(__keeper/lib/netty/*.jar)
  fi
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
  shared_jars="${jars[*]}"
  class_path="$shared_jars:${more[*]}"
  class_path="${class_path%:}${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
}

# Sets shared_jars and class_path: of a command, which runs from KEEPER_HOME wherever it is called.
set_command_class_path() {
  local LC_ALL=C IFS=: jars
  jars=("$KEEPER_HOME"/lib/am/*.jar)
  shared_jars="${jars[*]}"
  class_path="$shared_jars${KEEPER_MORE_CLASS_PATH:+:$KEEPER_MORE_CLASS_PATH}${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
}

# Whether the JVM of JAVA_HOME can share classes at all: it builds on an archive of its own.
can_share_classes() {
  [ -n "${JAVA_HOME:-}" ] && [ -f "$JAVA_HOME/lib/server/classes.jsa" ]
}

# Prints a number that is the same wherever an archive of shared_jars fits: for the same JVM, and jars as alike as the JVM wants them.
sum_of_shared_jars() {
  local IFS=: sum
  # shellcheck disable=SC2086 # the jars, one by one
  sum=$({
    cat "$JAVA_HOME/release"
    stat -Lc '%s' "$JAVA_HOME/lib/server/libjvm.so" "$JAVA_HOME/lib/server/classes.jsa"
    stat -Lc '%n %s %Y' $shared_jars
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

# Sets archive_options: for a JVM that starts with that archive. Where the JVM knows how, it has its classes where they were when it was made. Else,
# by default of late, they are somewhere else each time, nearly every page of the archive is written to for that, and no other process can share it.
set_archive_options() {
  archive_options=(-Xshare:auto "-XX:SharedArchiveFile=$1")
  if LC_ALL=C grep -qF ArchiveRelocationMode "$JAVA_HOME/lib/server/libjvm.so"; then
    archive_options+=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)
  fi
}
