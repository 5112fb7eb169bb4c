# shellcheck shell=bash
# Makes an archive of classes in the background of those who will start with it later: nobody waits for it. Sourced by the scripts that know
# of which classes; they call begin_archive, write the archive to $made, and call end_archive.

# Ends the script where another one is at it, or it could not be made within the last day. $1 the archive's path, but for -<size>.jsa; $2 a
# file, if any, that is deleted in the end.
begin_archive() {
  prefix=$1
  made=$prefix.$$
  spent=${2:-$made}
  trap 'rm -f "$made" "$spent"' EXIT
  # What the environment adds to each JVM is not for this one.
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  renice -n 19 -p $$ >/dev/null
  mkdir -p "$(dirname "$prefix")"
  find "$prefix.trying" -mtime +0 -delete 2>/dev/null || true
  (set -C && : >"$prefix.trying") 2>/dev/null || exit 0
}

# $1 the class path that it is for, $2 what the names of all of its kind begin with
end_archive() {
  "$JAVA_HOME/bin/java" -Xshare:on "-XX:SharedArchiveFile=$made" -XX:+VerifySharedSpaces -cp "$1" -version
  sync "$made"
  # Those of other versions and JVMs go after a month; who still runs one makes it again.
  find "$(dirname "$prefix")" -maxdepth 1 -name "$2*" -mtime +30 -delete
  # So does one that was cut short, and would be found first.
  rm -f "$prefix"-*.jsa
  mv "$made" "$prefix-$(stat -c %s "$made").jsa"
  rm -f "$prefix.trying"
}
