#!/usr/bin/env bash
# Brings up to date what archives of classes are made of (bin/class-archive.sh, bin/command-archive.sh): adds to the lists of workers and of
# candidates what those that run on this machine have loaded, and to that of commands what they load. After a change of a library: --anew, with
# jobs of several kinds running, then compare start times (dist/bench).
#
#   dist/class-lists.sh [--anew] [JOB]     prints how many classes it adds
#
# JOB is what commands are tried on; HADOOP_CONF_DIR and KEEPER_ZK_CONNECT lead to it. Without it only what --help loads is added to their list:
# enough for a new verb.
# A process lists what it loads, in tmp/classes.list of its container's directory: workers do so unless they run with an archive made on their
# node; candidates where the job has yarn.am.opts=-XX:DumpLoadedClassList=tmp/classes.list.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/..
anew=
case ${1:-} in
  --anew)
    anew=--anew
    shift
    ;;
  -*) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
job=${1:-}

# gather MAIN LIST [--anew]
gather() {
  local main=$1 list=$root/$2 before directory
  if [ "${3:-}" = --anew ]; then
    : >"$list"
  fi
  before=$(wc -l <"$list")
  for process in $(pgrep -f "$main"); do
    directory=$(readlink "/proc/$process/cwd")
    if [ -f "$directory/tmp/classes.list" ]; then
      add "$directory" "$list"
    fi
  done
  echo "$(($(wc -l <"$list") - before)) more classes in $2"
}

# Names only; nothing that the JVM makes up, nothing of the job's own.
add() {
  {
    cat "$2"
    sed -e '/^[#@]/d' -e 's/ .*//' -e '/[$]Proxy[0-9]/d' -e '/^jdk\/internal\/reflect\/Generated/d' -e '/^io\/samzakeeper\/e2e\//d' "$1/tmp/classes.list" |
      { if [ -f "$1/__job.jar" ]; then grep -vxFf <(jar tf "$1/__job.jar" | sed -n 's/\.class$//p'); else cat; fi; }
  } | awk '!seen[$0]++' >"$2.new"
  mv "$2.new" "$2"
}

# The whole lines: an archive of commands has their lambdas, too.
gather_commands() {
  local list=$root/dist/commands.classes before directory number=0 command commands=(--help)
  directory=$(mktemp -d)
  if [ -n "$job" ]; then
    commands+=(list "status $job" "status $job --json" "events $job" "logs $job am -n 1" "config $job" "tree $job")
    [ -z "$anew" ] || : >"$list"
  fi
  before=$(wc -l <"$list")
  for command in "${commands[@]}"; do
    number=$((number + 1))
    # shellcheck disable=SC2086 # words
    KEEPER_JAVA_OPTS=-XX:DumpLoadedClassList=$directory/$number.list "$root/bin/keeper" $command >/dev/null
  done
  {
    cat "$list"
    grep -hv -e '^#' -e '[$]Proxy[0-9]' -e 'jdk/internal/reflect/Generated' "$directory"/*.list
  } | awk '!seen[$0]++' >"$list.new"
  mv "$list.new" "$list"
  rm -rf "$directory"
  echo "$(($(wc -l <"$list") - before)) more lines in dist/commands.classes"
}

gather io.samzakeeper.worker.WorkerMain samza-container/src/main/resources/io/samzakeeper/worker/classes.list $anew
gather io.samzakeeper.am.CandidateMain samza-am/src/main/resources/io/samzakeeper/am/classes.list $anew
gather_commands
