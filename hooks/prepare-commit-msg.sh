# Do others lease nothing that this commit changes? Where they lease paths, that takes one git process. Fields end with a tab.
gitcrq_unleased() {
  leases=$common/gitcrq/leases.paths
  [ -s "$leases" ] || return 0
  set --
  while IFS='	' read -r place spec; do
    case $place in "$git_dir||${TMUX_PANE-}" | "$git_dir|${GITCRQ_SESSION-}|${TMUX_PANE-}") continue ;; esac
    set -- "$@" "$spec"
    if [ "$#" -gt 100 ]; then return 1; fi
  done <"$leases"
  [ "$#" = 0 ] || git diff --cached --quiet --no-ext-diff --no-renames -- "$@" 2>/dev/null
}

# Adds the trailer of the branch's request to a message that has none.
gitcrq_accept() {
  case $1 in */COMMIT_EDITMSG | */MERGE_MSG) ;; *) return 1 ;; esac
  gitcrq_places "${1%/*}" && gitcrq_policy && gitcrq_unleased || return 1
  case $link in add) ;; *) return 0 ;; esac
  gitcrq_message "$1" || return 1
  if [ -e "$git_dir/SQUASH_MSG" ] || [ -e "$git_dir/rebase-merge/message-squash" ]; then return 1; fi
  if [ -e "$git_dir/CHERRY_PICK_HEAD" ] && [ ! -e "$git_dir/rebase-merge" ]; then return 1; fi
  if [ -n "$ids" ]; then return 0; fi
  if [ -n "$mention" ] || [ "$last" = odd ]; then return 1; fi
  for pattern in $leading; do
    case $subject in
    $pattern) return 1 ;;
    ["$alphabet"]*) ;;
    *$pattern) return 1 ;;
    esac
  done

  gitcrq_own_id || return 1
  case $last in
  trailers) printf 'CRQ: %s\n' "$id" >>"$1" ;;
  *) printf '\nCRQ: %s\n' "$id" >>"$1" ;;
  esac
}
