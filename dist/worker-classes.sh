#!/usr/bin/env bash
# Brings up to date what an archive of workers' classes is made of: adds to the list what the workers that run on this machine have loaded.
# After a change of a library: empty the list (--anew), with jobs of several kinds running, then compare start times (dist/bench).
#
#   dist/worker-classes.sh [--anew]     prints how many classes it adds
#
# Each worker lists what it loads, in tmp/classes.list of its container's directory, unless it runs with an archive made on its node.
set -euo pipefail

list=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../samza-container/src/main/resources/io/samzakeeper/worker/classes.list
case ${1:-} in
  --anew) : >"$list" ;;
  "") ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
touch "$list"
before=$(wc -l <"$list")
found=
for worker in $(pgrep -f io.samzakeeper.worker.WorkerMain); do
  directory=$(readlink "/proc/$worker/cwd")
  [ -f "$directory/tmp/classes.list" ] || continue
  found=yes
  # Names only; nothing that the JVM makes up, nothing of the job's own.
  {
    cat "$list"
    sed -e '/^[#@]/d' -e 's/ .*//' -e '/[$]Proxy[0-9]/d' -e '/^jdk\/internal\/reflect\/Generated/d' -e '/^io\/samzakeeper\/e2e\//d' "$directory/tmp/classes.list" |
      { if [ -f "$directory/__job.jar" ]; then grep -vxFf <(jar tf "$directory/__job.jar" | sed -n 's/\.class$//p'); else cat; fi; }
  } | awk '!seen[$0]++' >"$list.new"
  mv "$list.new" "$list"
done
[ -n "$found" ] || { echo "no worker on this machine has a list of its classes" >&2; exit 1; }
echo "$(($(wc -l <"$list") - before)) more classes in $(realpath "$list")"
