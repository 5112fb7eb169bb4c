#!/usr/bin/env bash
# Makes the archive of classes that commands start with (bin/keeper-env.sh), in the background of the first of them: nobody waits for it.
#
#   command-archive.sh PREFIX   makes PREFIX-<size>.jsa, unless another one is at it, or it could not be made within the last day
#
#   KEEPER_HOME   the installation
#   JAVA_HOME     of the JVM that commands run on

set -euo pipefail
# shellcheck source=bin/class-paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/class-paths.sh"
prefix=$1

# What the environment adds to each JVM is not for this one.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
renice -n 19 -p $$ >/dev/null

mkdir -p "$(dirname "$prefix")"
find "$prefix.trying" -mtime +0 -delete 2>/dev/null || true
(set -C && : >"$prefix.trying") 2>/dev/null || exit 0

made=$prefix.$$
trap 'rm -f "$made"' EXIT
set_command_class_path
# Of a list, and not of what one command has loaded: so lambdas are in it, too, and none of our code runs. A heap as large as the one of an
# application on a small machine is enough.
"$JAVA_HOME/bin/java" -Xshare:dump -XX:+UseG1GC -Xmx256m "-XX:SharedClassListFile=$KEEPER_HOME/lib/commands.classes" \
  "-XX:SharedArchiveFile=$made" -cp "$shared_jars"
"$JAVA_HOME/bin/java" -Xshare:on "-XX:SharedArchiveFile=$made" -XX:+VerifySharedSpaces -cp "$shared_jars" -version
sync "$made"
# Those of other versions and JVMs go after a month; who still runs one makes it again.
find "$(dirname "$prefix")" -maxdepth 1 -name 'commands-*' -mtime +30 -delete
# So does one that was cut short, and would be found first.
rm -f "$prefix"-*.jsa
mv "$made" "$prefix-$(stat -c %s "$made").jsa"
rm -f "$prefix.trying"
