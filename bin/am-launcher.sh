#!/usr/bin/env bash
# What YARN starts as the AM container: starts the candidate's JVM and, whenever that one dies, the next. So a crash of the JVM costs no
# attempt: the next one leads the same attempt on. Runs in the container's directory; bash is all that it needs.
#
#   AM_JAVA_HOME       yarn.am.java.home, else JAVA_HOME
#   AM_JAVA_OPTS       yarn.am.opts
#   KEEPER_AM_HEAP_MB  heap of the candidate, if yarn.am.opts does not say
#   LOG_DIR            where am.log goes

set -u

# Exit codes after which no other candidate is started here: io.samzakeeper.am.CandidateExit.
FINISHED=0
ATTEMPT_OVER=3
# Ends as planned: no death to be careful after, the next candidate starts at once.
HANDED_OVER=6
ON_SIGTERM=143
# A candidate that lived for fewer seconds died young: the first next one starts at once, later ones wait, longer each time.
YOUNG=10
PAUSES=(0 0 0.2 0.5 1 2)
# Where another candidate stands (io.samzakeeper.am.Company), that one leads by now, and what else died with this one needs the machine more.
IN_COMPANY=tmp/in-company
UNHURRIED=3

JAVA_HOME=${AM_JAVA_HOME:-${JAVA_HOME:-}}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# shellcheck source=bin/class-paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/class-paths.sh"
set_am_class_path
archive=
if can_share_classes && sum=$(sum_of_shared_jars); then
  archive=$(whole_archive "__classes-$sum")
fi

# So does one place for small allocations instead of eight for each core.
export MALLOC_ARENA_MAX=2

read -r -a options <<<"${AM_JAVA_OPTS:-}"
if [[ " ${AM_JAVA_OPTS:-}" != *" -Xmx"* ]]; then
  options+=("-Xmx${KEEPER_AM_HEAP_MB:-256}m")
fi

# The candidate's standard input is a pipe that nobody but this shell holds open. It ends with this shell, also where kill -9 ends it and
# the NodeManager finds the container's directory gone before it has read there whom else to kill: then the candidate ends by itself.
exec {leash}<> <(:)

child=
terminated=
# shellcheck disable=SC2317 # called by the trap
on_term() {
  terminated=yes
  [ -n "$child" ] && kill -TERM "$child" 2>/dev/null
}
trap on_term TERM INT

young=0
while [ -z "$terminated" ]; do
  started=$SECONDS
  rm -f "$IN_COMPANY"
  # With the archive of classes that came with the job, unless candidates die young: it could be what kills them.
  sharing=(-Xshare:auto)
  if [ -n "$archive" ] && [ "$young" -lt 2 ]; then
    set_archive_options "$archive"
    sharing=("${archive_options[@]}")
  fi
  # A candidate lives on little: a small young generation is what keeps the JVM from touching memory that it does not need.
  "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${sharing[@]}" -Xss512k -Xms32m -Xmn16m -XX:+ExitOnOutOfMemoryError \
    -Dkeeper.leash=stdin "-Dsamza.log.dir=${LOG_DIR:-.}" -Dlog4j2.configurationFile=__keeper/conf/log4j2-am.xml \
    "${options[@]}" -cp "$class_path" io.samzakeeper.am.CandidateMain \
    <"/proc/self/fd/$leash" {leash}>&- &
  child=$!
  wait "$child"
  code=$?
  # A signal ends a wait early: the child's own end is what counts.
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
  done
  child=
  if [ "$code" = "$FINISHED" ] || [ "$code" = "$ATTEMPT_OVER" ]; then
    exit "$code"
  fi
  planned=
  if [ "$code" = "$HANDED_OVER" ] || [ "$code" = "$ON_SIGTERM" ]; then
    planned=yes
  fi
  if [ -z "$planned" ] && [ $((SECONDS - started)) -lt "$YOUNG" ]; then
    young=$((young < ${#PAUSES[@]} - 1 ? young + 1 : young))
  else
    young=0
  fi
  [ -n "$terminated" ] && break
  pause=${PAUSES[$young]}
  if [ -z "$planned" ] && [ -e "$IN_COMPANY" ]; then
    pause=$UNHURRIED
  fi
  echo "$(date '+%F %T') candidate ended with $code; the next one starts in $pause s" >&2
  [ "$pause" = 0 ] || sleep "$pause"
done
exit 143
