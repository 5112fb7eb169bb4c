#!/usr/bin/env bash
# Makes the archive of classes that commands start with (bin/keeper-env.sh), in the background of the first of them.
#
#   command-archive.sh PREFIX   makes PREFIX-<size>.jsa, unless another one is at it, or it could not be made within the last day
#
#   KEEPER_HOME   the installation
#   JAVA_HOME     of the JVM that commands run on

set -euo pipefail
# shellcheck source=bin/class-paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/class-paths.sh"
# shellcheck source=bin/archive-once.sh
. "$(dirname "${BASH_SOURCE[0]}")/archive-once.sh"

begin_archive "$1"
set_command_class_path
# Of a list, and not of what one command has loaded: so lambdas are in it, too, and none of our code runs. A heap as large as the one of an
# application on a small machine is enough.
"$JAVA_HOME/bin/java" -Xshare:dump -XX:+UseG1GC -Xmx256m "-XX:SharedClassListFile=$KEEPER_HOME/lib/commands.classes" \
  "-XX:SharedArchiveFile=$made" -cp "$shared_jars"
end_archive "$shared_jars" commands-
