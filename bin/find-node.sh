# Finds a Node >= 20.19 and sets guardian_node. An editor or agent that macOS starts has a PATH of
# /usr/bin:/bin:/usr/sbin:/sbin, so the places of the usual installers are searched too.
guardian_node=@node@
guardian_tried=
guardian_newline='
'

# The pinned one was asked for its version when it was pinned: nothing is started here.
has_pinned_node() {
  [ -f "$guardian_node" ] && [ -x "$guardian_node" ]
}

# Asks each for its version. Where none is fit, guardian_tried has a line for each place.
find_other_node() {
  guardian_rest=${PATH-}:/opt/homebrew/bin:/usr/local/bin:${VOLTA_HOME:-${HOME-}/.volta}/bin:
  while [ -n "$guardian_rest" ]; do
    guardian_node=${guardian_rest%%:*}/node
    guardian_rest=${guardian_rest#*:}
    if is_fit_node "$guardian_node"; then return 0; fi
  done
  guardian_data=${XDG_DATA_HOME:-${HOME-}/.local/share}
  find_newest_node "${NVM_DIR:-${HOME-}/.nvm}/versions/node" /bin/node ||
    find_newest_node "${FNM_DIR:-$guardian_data/fnm}/node-versions" /installation/bin/node ||
    find_newest_node "${HOME-}/Library/Application Support/fnm/node-versions" /installation/bin/node ||
    find_newest_node "${MISE_DATA_DIR:-$guardian_data/mise}/installs/node" /bin/node ||
    find_newest_node "${ASDF_DATA_DIR:-${HOME-}/.asdf}/installs/nodejs" /bin/node
}

# $1/VERSION$2: the newest that is fit, then the next one.
find_newest_node() {
  guardian_limit=999999.0.0
  while :; do
    guardian_newest=20.18.999999
    for guardian_node in "$1"/*"$2"; do
      guardian_version=${guardian_node#"$1/"}
      guardian_version=${guardian_version%"$2"}
      guardian_version=${guardian_version#v}
      if is_newer "$guardian_version" "$guardian_newest" && is_newer "$guardian_limit" "$guardian_version"; then
        guardian_newest=$guardian_version
        guardian_found=$guardian_node
      fi
    done
    if [ "$guardian_newest" = 20.18.999999 ]; then
      note_tried "$1/*$2" 'none that is new enough'
      return 1
    fi
    guardian_node=$guardian_found
    if is_fit_node "$guardian_node"; then return 0; fi
    guardian_limit=$guardian_newest
  done
}

# Its stdin is not the editor's: a shim must not read from that.
is_fit_node() {
  case $1 in /*) ;; *) return 1 ;; esac
  case $guardian_tried in *"$guardian_newline  $1: "*) return 1 ;; esac
  if [ ! -f "$1" ] || [ ! -x "$1" ]; then
    note_tried "$1" 'no program'
  elif ! guardian_version=$("$1" --version </dev/null 2>/dev/null); then
    note_tried "$1" 'does not run'
  elif ! is_newer "${guardian_version#v}" 20.18.999999; then
    note_tried "$1" "says $guardian_version"
  else
    return 0
  fi
  return 1
}

note_tried() {
  guardian_tried="$guardian_tried$guardian_newline  $1: $2"
}

# Whether version $1 is newer than $2; what is not of the form N.N.N is not.
is_newer() {
  case $1 in *[!0-9.]* | *.*.*.* | .* | *. | *..*) return 1 ;; *.*.*) ;; *) return 1 ;; esac
  guardian_left=${1#*.}
  guardian_right=${2#*.}
  if [ "${1%%.*}" -ne "${2%%.*}" ]; then
    [ "${1%%.*}" -gt "${2%%.*}" ]
  elif [ "${guardian_left%.*}" -ne "${guardian_right%.*}" ]; then
    [ "${guardian_left%.*}" -gt "${guardian_right%.*}" ]
  else
    [ "${guardian_left#*.}" -gt "${guardian_right#*.}" ]
  fi
}
