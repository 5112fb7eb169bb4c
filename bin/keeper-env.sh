# shellcheck shell=bash
# The environment that every script of bin/ shares. A script begins with
#
#   . "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper-env.sh"
#   keeper_arguments "$@"
#
# and ends in keeper_exec MAIN "${KEEPER_ARGS[@]}". After the first line there are
#
#   KEEPER_HOME       what is installed: the unpacked tarball, or its twin that a checkout builds
#   KEEPER_CHECKOUT   root of the source checkout; empty if this is an unpacked tarball
#   JAVA              a java of version 17 or later
#
# and after the second
#
#   KEEPER_CONF_DIR   from --config DIR or --config-dir DIR, or the environment, or conf beside bin, in that order
#   KEEPER_ARGS       the arguments without --config-dir
#   HADOOP_CONF_DIR   as it was, or where Hadoop usually has it; may be empty

keeper_die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

keeper_find_java() {
  JAVA=${JAVA_HOME:+$JAVA_HOME/bin/java}
  JAVA=${JAVA:-$(command -v java || true)}
  [ -n "$JAVA" ] || keeper_die "no java: set JAVA_HOME to a JDK 17 or later, or put java on the PATH"
  [ -x "$JAVA" ] || keeper_die "JAVA_HOME=$JAVA_HOME: there is no bin/java in it"
  # The JDK says its version in a file; asking the JVM itself would cost each command a start of it.
  local release version
  KEEPER_JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$JAVA")")")
  release=$KEEPER_JAVA_HOME/release
  if [ -r "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release")
  else
    version=$("$JAVA" -version 2>&1 | sed -n '1s/.*version "\([^"]*\)".*/\1/p')
  fi
  [ "${version%%[!0-9]*}" -ge 17 ] 2>/dev/null ||
    keeper_die "$JAVA is version ${version:-unknown}: 17 or later is needed"
}

keeper_find_home() {
  local root version
  root=$(dirname "$KEEPER_BIN")
  KEEPER_SIBLING_CONF=$root/conf
  KEEPER_CHECKOUT=
  if [ -d "$root/lib/am" ]; then
    KEEPER_HOME=$root
    return
  fi
  [ -f "$root/dist/pom.xml" ] || keeper_die "$root is neither an unpacked tarball nor a checkout"
  # shellcheck disable=SC2034 # for the scripts that source this
  KEEPER_CHECKOUT=$root
  version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$root/pom.xml")
  KEEPER_HOME=$root/dist/target/samza-keeper-$version
  # The archive is the last thing that a build makes.
  [ -f "$KEEPER_HOME.tar.gz" ] || keeper_build "$root"
}

keeper_build() {
  command -v mvn >/dev/null || keeper_die "nothing is built yet, and there is no mvn on the PATH"
  local log=$1/target/build.log
  mkdir -p "$1/target"
  echo "Nothing is built yet: building with Maven. The first time it also fetches libraries, for some minutes." >&2
  if ! (
    set -o pipefail
    cd "$1"
    mvn -B -ntp -Dmaven.test.skip=true package | tee "$log" |
      sed -n 's/^\[INFO\] Building \(.*[^ ]\)  *\[\([0-9]*\/[0-9]*\)\]$/  \2  \1/p' >&2
  ); then
    grep -m 20 '^\[ERROR\]' "$log" >&2
    keeper_die "the build failed; its whole log is $log"
  fi
  echo "Built in $SECONDS s." >&2
}

# The grid's daemons are not in the tarball: they are in the checkout that built it.
keeper_grid_daemons() {
  if [ -n "${KEEPER_GRID_DAEMONS:-}" ]; then
    echo "$KEEPER_GRID_DAEMONS"
  else
    echo "$(dirname "$KEEPER_HOME")/daemons"
  fi
}

# What is set stays, even if it is wrong: the command that needs it says so.
keeper_find_hadoop() {
  local candidate
  for candidate in "${YARN_CONF_DIR:-}" "${HADOOP_HOME:+$HADOOP_HOME/etc/hadoop}" /etc/hadoop/conf; do
    if [ -z "${HADOOP_CONF_DIR:-}" ] && [ -n "$candidate" ] && [ -d "$candidate" ]; then
      HADOOP_CONF_DIR=$candidate
    fi
  done
  export HADOOP_CONF_DIR=${HADOOP_CONF_DIR:-}
}

keeper_arguments() {
  KEEPER_ARGS=()
  while [ $# -gt 0 ]; do
    case $1 in
      --config-dir)
        [ $# -ge 2 ] || keeper_die "--config-dir needs a directory"
        KEEPER_CONF_DIR=$2
        shift 2
        ;;
      --config-dir=*)
        KEEPER_CONF_DIR=${1#*=}
        shift
        ;;
      *)
        # Hadoop's flag for the configuration directory is Samza's for KEY=VALUE: what has no "=" is a directory.
        if [ "$1" = --config ] && [ $# -ge 2 ] && [[ $2 != *=* ]]; then
          KEEPER_CONF_DIR=$2
          shift 2
        else
          KEEPER_ARGS+=("$1")
          shift
        fi
        ;;
    esac
  done
  KEEPER_CONF_DIR=${KEEPER_CONF_DIR:-$KEEPER_SIBLING_CONF}
  [ -d "$KEEPER_CONF_DIR" ] || keeper_die "no such configuration directory: $KEEPER_CONF_DIR"
  KEEPER_CONF_DIR=$(cd "$KEEPER_CONF_DIR" && pwd)
  export KEEPER_CONF_DIR
  keeper_find_hadoop
}

# Sets sharing: options with which the JVM of a command starts with an archive of its classes. Where there is none, it starts without, and one is
# made in the background, for the next. Only speed hangs on it: whatever is in the way, nobody hears of it.
keeper_share_classes() {
  local JAVA_HOME=$KEEPER_JAVA_HOME cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} sum archive
  sharing=(-Xshare:auto)
  case " ${KEEPER_JAVA_OPTS:-}" in
    *" -Xshare"* | *" -XX:SharedArchiveFile"* | *LoadedClassList*) return 0 ;;
  esac
  [ -n "$cache" ] && can_share_classes && sum=$(sum_of_shared_jars 2>/dev/null) || return 0
  archive=$(whole_archive "$cache/samza-keeper/commands-$sum")
  if [ -n "$archive" ]; then
    sharing+=("-XX:SharedArchiveFile=$archive")
  else
    export JAVA_HOME
    (nohup "$KEEPER_BIN/command-archive.sh" "$cache/samza-keeper/commands-$sum" </dev/null >/dev/null 2>&1 &)
  fi
}

# Becomes the JVM of a command. KEEPER_JAVA_OPTS is split at spaces, as JAVA_OPTS is elsewhere.
keeper_exec() {
  local terminal=false sharing class_path shared_jars
  [ ! -t 1 ] || terminal=true
  set_command_class_path
  keeper_share_classes
  # The JVM's own words do not belong into what a command prints. Of libraries there are errors; to see more:
  # KEEPER_JAVA_OPTS=-Dorg.apache.logging.log4j.simplelog.level=DEBUG. Log4j's whole machinery would take half a second to start.
  # shellcheck disable=SC2086
  exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xlog:disable -Xlog:all=error:stderr "${sharing[@]}" \
    ${KEEPER_JAVA_OPTS:-} \
    "-Dkeeper.home=$KEEPER_HOME" \
    "-Dkeeper.conf.dir=$KEEPER_CONF_DIR" \
    "-Dkeeper.terminal=$terminal" \
    "-Dkeeper.grid.daemons=$(keeper_grid_daemons)" \
    "-Dkeeper.grid.templates=$KEEPER_CONF_DIR/grid" \
    -Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory \
    -Dorg.apache.logging.log4j.simplelog.level=ERROR \
    -cp "$class_path" "$@"
}

KEEPER_BIN=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=bin/class-paths.sh
. "$KEEPER_BIN/class-paths.sh"
keeper_find_java
keeper_find_home
export KEEPER_HOME
