#!/usr/bin/env bash
# The archive of classes that a job's workers, or its candidates, start with, made where the job is submitted. Runs in a directory that looks
# as theirs do on the nodes, with the same jars: __keeper, and for workers __package where the job has one.
#
#   class-archive.sh sum         prints what it is for: a number for this JVM and these jars; ends with 3 where this JVM can share none
#   class-archive.sh make FILE   makes it, of the classes that all of them load, and checks it; none of the job's code runs
#
#   JAVA_HOME   task.java.home or yarn.am.java.home, where this machine has it, or the JVM of the command that submits

set -euo pipefail
# shellcheck source=bin/class-paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/class-paths.sh"

# What the environment adds to each JVM is not for this one.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

if [ -d __keeper/lib/am ]; then
  set_am_class_path
  list=/io/samzakeeper/am/classes.list
else
  set_worker_class_path
  list=/io/samzakeeper/worker/classes.list
fi
can_share_classes || exit 3
case $1 in
  sum) sum_of_shared_jars ;;
  make)
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -Xshare:auto "-XX:ArchiveClassesAtExit=$2" \
      -cp "$shared_jars" io.samzakeeper.worker.ClassLister "$list"
    "$JAVA_HOME/bin/java" -Xshare:on "-XX:SharedArchiveFile=$2" -XX:+VerifySharedSpaces -cp "$shared_jars" -version
    ;;
  *) exit 2 ;;
esac
