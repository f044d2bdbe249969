# Nothing to say on a branch that is no base, or where the base is just what its remote shows.
gitcrq_accept() {
  gitcrq_places "${GIT_DIR:-.git}" && [ -f "$git_dir/HEAD" ] && gitcrq_policy || return 1
  if [ "$link" = none ]; then return 0; fi
  IFS= read -r branch <"$git_dir/HEAD" || return 1
  case $branch in 'ref: refs/heads/'*) branch=${branch#ref: refs/heads/} ;; *) return 1 ;; esac
  for pattern in $bases; do
    case $branch in
    $pattern)
      [ "$remote" != - ] && [ -f "$common/refs/heads/$branch" ] && [ -f "$common/refs/remotes/$remote/$branch" ] || return 1
      IFS= read -r here <"$common/refs/heads/$branch" && IFS= read -r there <"$common/refs/remotes/$remote/$branch" || return 1
      [ "$here" = "$there" ]
      return
      ;;
    esac
  done
}
