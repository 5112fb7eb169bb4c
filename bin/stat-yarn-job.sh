#!/usr/bin/env bash
# Says how one job is: stat-yarn-job.sh APPLICATION_ID, or any other name of the job. bin/keeper status by its name in Samza; see --help.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper" status "$@"
