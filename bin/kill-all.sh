#!/usr/bin/env bash
# Ends all jobs of this user that run, at once. Arguments go to bin/keeper (--config keeper.zk.connect=...). Ends with the code of the first
# that could not be ended, after the others have been.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
case ${1:-} in
  -h | --help)
    sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
running=$("$here/keeper" list --running "$@")
code=0
while read -r application; do
  "$here/keeper" kill "$application" "$@" </dev/null || code=$((code == 0 ? $? : code))
done < <(awk '$NF ~ /^application_/ { print $NF }' <<<"$running")
exit "$code"
