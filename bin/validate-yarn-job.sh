#!/usr/bin/env bash
# Says whether a job that was started runs as it is configured: its application, and as many containers, standby AMs and spares as there should
# be: validate-yarn-job.sh --config-path=FILE, or --config KEY=VALUE. Samza's script of this name; see run-job.sh --help. Ends with 0 where it does,
# 6 where it does not run, 7 where not all of it runs (yet).
set -euo pipefail
BAD_INPUT=2 # io.samzakeeper.client.ClientExit
for argument in "$@"; do
  case $argument in
    --metrics-validator*)
      echo "${0##*/}: $argument cannot be used: metrics of containers are at /metrics of the job's page, for Prometheus" >&2
      exit "$BAD_INPUT"
      ;;
  esac
done
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/run-job.sh" --operation=validate "$@"
