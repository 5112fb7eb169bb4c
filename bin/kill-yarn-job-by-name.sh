#!/usr/bin/env bash
# Ends the one job that runs under a name, at once: kill-yarn-job-by-name.sh NAME, the name as YARN shows it, or job.name. Other arguments go
# to bin/keeper. Ends with 0 also where none runs, with 150 where several do and none of them is ended, as Samza's script does.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
SEVERAL=150

name=${1:-}
case $name in
  "" | -*)
    sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"
    [ "$name" = -h ] || [ "$name" = --help ] && exit 0
    exit 2
    ;;
esac
shift
# Columns: name, state, containers, standbys, leader, user, application. A job.name alone may be that of several job.ids.
running=$("$here/keeper" list --all --running "$@")
applications=$(awk -v name="$name" 'NR > 1 { job = $1; sub(/_[^_]*$/, "", job); if ($1 == name || job == name) print $NF }' <<<"$running")
case $(grep -c . <<<"$applications" || true) in
  0) echo "No job runs as $name" ;;
  1) exec "$here/keeper" kill "$applications" "$@" ;;
  *)
    echo "Several jobs run as $name; none is ended: ${applications//$'\n'/ }" >&2
    exit "$SEVERAL"
    ;;
esac
