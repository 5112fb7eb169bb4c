#!/usr/bin/env bash
# Stops a job with all its application masters and containers, once every task has committed: samza-stop.sh JOB. bin/keeper stop by the name that
# goes with samza-start.sh; see --help.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper" stop "$@"
