#!/bin/sh
# One look at the daemon, each minute: launchd sees a death, not a hang. All is well almost always, so no Node is
# started for that; a daemon that does not answer, or a missing curl, is a matter for `agent watch`.

guardian_socket=@socket@
guardian_state=@state@
guardian_launcher=@launcher@

# -q and --noproxy: neither ~/.curlrc nor a proxy of the environment has a say here.
guardian_curl=/usr/bin/curl
if [ ! -x "$guardian_curl" ]; then guardian_curl=curl; fi
if "$guardian_curl" -q -sf --noproxy '*' --max-time 2 --unix-socket "$guardian_socket" -o /dev/null \
  http://localhost/livez 2>/dev/null; then
  # Misses count in a row only.
  if [ -e "$guardian_state" ]; then exec rm -f "$guardian_state"; fi
  exit 0
fi
exec "$guardian_launcher" agent watch
