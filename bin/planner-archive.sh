#!/usr/bin/env bash
# Makes the archive of classes that planners of a package start with, in the background of the first of them.
#
#   planner-archive.sh PREFIX LIST CLASS_PATH   makes PREFIX-<size>.jsa, unless another one is at it, or it could not be made within the
#                                               last day; of the classes of LIST, which it deletes. None of the job's code runs
#
#   JAVA_HOME   of the JVM that planners run on

set -euo pipefail
# shellcheck source=bin/archive-once.sh
. "$(dirname "${BASH_SOURCE[0]}")/archive-once.sh"

begin_archive "$1" "$2"
"$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -Xshare:auto "-XX:ArchiveClassesAtExit=$made" \
  -cp "$3" io.samzakeeper.worker.ClassLister "$2" 20000
end_archive "$3" planner-classes-
