#!/bin/sh
# Runs gopls-guardian, this very installation of it, with a Node that is new enough: launchd knows no PATH but its own,
# and an upgrade takes the Node away that was there at the installation. `gopls-guardian` is also the name that Login
# Items shows. Every variable is called guardian_*, so that none which the caller exported is changed.

guardian_main=@main@
guardian_home=@home@
guardian_run=@run@

main() {
  if ! is_fit_node "$guardian_node" && ! find_other_node; then
    # launchd comes again every ten seconds, without an end, and nobody rotates its log then: it is told once.
    if [ "${2-}" != --agent ] || [ ! -e "$guardian_run/no-node" ]; then explain_missing >&2; fi
    if [ "${2-}" = --agent ] && [ -d "$guardian_run" ]; then : >"$guardian_run/no-node"; fi
    exit 78
  fi
  if [ -e "$guardian_run/no-node" ]; then /bin/rm -f "$guardian_run/no-node"; fi
  if [ -n "$guardian_home" ] && [ -z "${GOPLS_GUARDIAN_HOME-}" ]; then
    export GOPLS_GUARDIAN_HOME="$guardian_home"
  fi
  exec "$guardian_node" "$guardian_main" "$@"
}

explain_missing() {
  printf '%s\n' \
    "gopls-guardian: no Node >= 20.19 was found. Tried:$guardian_tried" \
    'Install one: brew install node (or from https://nodejs.org). launchd then starts gopls-guardian by itself.'
}

@find-node@

main "$@"
