#!/usr/bin/env bash
# A ZooKeeper server of this machine, from conf/zoo.cfg or the file that is named. See --help, and docs/zookeeper.md for three of them.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/keeper-env.sh"

NOT_SERVING=1 # as ZooKeeper's own script has it
BAD_INPUT=2
MAIN=org.apache.zookeeper.server.quorum.QuorumPeerMain
START_PATIENCE_S=30
STOP_PATIENCE_S=20

usage() {
  cat <<'HELP'
Usage: zkServer.sh start|start-foreground|stop|restart|status [CONF]
Runs the ZooKeeper server that CONF describes; without it, zoo.cfg in the configuration directory (--config DIR, KEEPER_CONF_DIR, or conf).

  start             starts it, unless it runs; returns when it answers. One of several answers before the others are there.
  start-foreground  becomes the server
  stop              ends it and waits for its end
  restart           stop, then start
  status            leader, follower or standalone; waits for nothing

ZOO_JVM_OPTS      JVM options, instead of -Xms512m -Xmx512m -Xmn192m -XX:+UseSerialGC
ZOO_LOG_DIR       where zookeeper.log goes; the server's dataDir if it is not set

Examples:
  zkServer.sh start
  zkServer.sh status /etc/keeper/zoo1.cfg

Exit codes: 0 done, 1 it does not run or does not serve, 2 bad input.
HELP
}

bad_input() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit "$BAD_INPUT"
}

# The last line with the key counts, as for ZooKeeper itself.
setting() {
  sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\(.*[^[:space:]]\)[[:space:]]*\$/\1/p" "$conf" | tail -n 1
}

read_conf() {
  if [ ! -f "$conf" ] || [ ! -r "$conf" ]; then
    bad_input "$conf cannot be used; allowed: a readable file with ZooKeeper's settings"
  fi
  data=$(setting dataDir)
  [ -n "$data" ] || bad_input "dataDir is missing in $conf; allowed: a directory of this server's own"
  port=$(setting clientPort)
  [[ $port =~ ^[0-9]+$ ]] || bad_input "clientPort=$port in $conf cannot be used; allowed: a port number"
  host=$(setting clientPortAddress)
  host=${host:-127.0.0.1}
  pid_file=$data/zookeeper_server.pid
}

# One of several has to know which one it is.
check_number() {
  local servers number
  servers=$(sed -n 's/^[[:space:]]*server\.\([0-9][0-9]*\)[[:space:]]*=.*/\1/p' "$conf" | tr '\n' ' ')
  [ -n "$servers" ] || return 0
  [ -r "$data/myid" ] || bad_input "there is no $data/myid; allowed: a file with this server's number, one of $servers"
  number=$(tr -d '[:space:]' <"$data/myid")
  [[ " $servers" == *" $number "* ]] || bad_input "$data/myid says '$number'; allowed: one of $servers, as $conf has it"
}

# The process that was started, if it is still that one.
running() {
  pid=
  [ -r "$pid_file" ] || return 1
  pid=$(cat "$pid_file")
  [[ $pid =~ ^[0-9]+$ ]] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$MAIN"
}

# What it says of itself; nothing where nobody answers.
answer() {
  { exec 3<>"/dev/tcp/$host/$port" && printf srvr >&3 && timeout 5 cat <&3; } 2>/dev/null || true
}

mode() {
  answer | sed -n 's/^Mode: //p'
}

server() {
  local logs=${ZOO_LOG_DIR:-$data}
  mkdir -p "$data" "$logs" || bad_input "dataDir=$data cannot be used; allowed: a directory that this user may write to"
  check_number
  # Young objects are those of writes that are under way: with room for them the collector has little to copy, and seldom.
  # shellcheck disable=SC2206 # options, split at spaces
  local options=(${ZOO_JVM_OPTS:--Xms512m -Xmx512m -Xmn192m -XX:+UseSerialGC})
  command=("$JAVA" "${options[@]}" "-Dzookeeper.log.dir=$logs" "-Dlog4j2.configurationFile=$KEEPER_CONF_DIR/log4j2-zookeeper.xml"
    -cp "$KEEPER_HOME/lib/am/*" "$MAIN" "$conf")
  log=$logs/zookeeper.log
}

start() {
  if running; then
    echo "ZooKeeper at $host:$port runs already (pid $pid)"
    return
  fi
  [ -z "$(answer)" ] || bad_input "clientPort=$port in $conf is taken: somebody else answers at $host:$port"
  server
  nohup "${command[@]}" >"$log.out" 2>&1 </dev/null &
  echo $! >"$pid_file"
  local deadline=$((SECONDS + START_PATIENCE_S))
  until [ -n "$(answer)" ]; do
    if ! running; then
      tail -n 5 "$log.out" "$log" >&2 2>/dev/null || true
      printf '%s: ZooKeeper at %s:%s ended at once; see %s\n' "${0##*/}" "$host" "$port" "$log" >&2
      exit "$NOT_SERVING"
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      printf '%s: ZooKeeper at %s:%s does not answer after %s s; see %s\n' "${0##*/}" "$host" "$port" "$START_PATIENCE_S" "$log" >&2
      exit "$NOT_SERVING"
    fi
    sleep 0.2
  done
  local is
  is=$(mode)
  echo "ZooKeeper at $host:$port is up (pid $pid): ${is:-waits for the others}"
}

stop() {
  if ! running; then
    echo "ZooKeeper at $host:$port does not run"
    return
  fi
  kill "$pid"
  local deadline=$((SECONDS + STOP_PATIENCE_S))
  while running; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "ZooKeeper at $host:$port does not end by itself: killed"
      kill -9 "$pid"
      deadline=$((SECONDS + STOP_PATIENCE_S))
    fi
    sleep 0.1
  done
  rm -f "$pid_file"
  echo "ZooKeeper at $host:$port has ended"
}

status() {
  local is
  is=$(mode)
  if [ -n "$is" ]; then
    echo "ZooKeeper at $host:$port: $is"
  elif running; then
    echo "ZooKeeper at $host:$port runs (pid $pid) and does not serve: too few of the others are there"
    exit "$NOT_SERVING"
  else
    echo "ZooKeeper at $host:$port does not run"
    exit "$NOT_SERVING"
  fi
}

keeper_arguments "$@"
set -- ${KEEPER_ARGS[@]+"${KEEPER_ARGS[@]}"}
case ${1:-} in
  -h | --help)
    usage
    exit 0
    ;;
  start | start-foreground | stop | restart | status) ;;
  *)
    usage >&2
    bad_input "'${1:-}' is no command"
    ;;
esac
[ $# -le 2 ] || bad_input "'$3' is too much; allowed: a command and a file"
conf=${2:-$KEEPER_CONF_DIR/zoo.cfg}
read_conf
case $1 in
  start) start ;;
  stop) stop ;;
  status) status ;;
  restart)
    stop
    start
    ;;
  start-foreground)
    server
    exec "${command[@]}"
    ;;
esac
