#!/usr/bin/env bash
# Ends one job at once: kill-yarn-job.sh APPLICATION_ID, or any other name of the job. bin/keeper kill by its name in Samza; see --help.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper" kill "$@"
