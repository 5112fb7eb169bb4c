#!/usr/bin/env bash
# Runs a command at the lowest priority, for as long as standard input is open: who started it holds the other end, so whatever ends that
# process, even kill -9, ends the command, too.
#
#   leashed.sh COMMAND [ARGUMENT...]     exits as the command does; 137 where the leash was let go

set -u

# What a worker's environment adds to each JVM is for the worker: an agent, for one.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

renice -n 19 -p $$ >/dev/null 2>&1
command -v ionice >/dev/null && ionice -c 3 -p $$ 2>/dev/null

exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{
  read -r _ <&3
  kill -KILL "$command"
} 2>/dev/null &
leash=$!
wait "$command"
code=$?
kill "$leash" 2>/dev/null
exit "$code"
