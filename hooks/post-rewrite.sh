# Nothing to carry over where no commit was ever linked by a note, or made in a run.
gitcrq_accept() {
  gitcrq_places "${GIT_DIR:-.git}" && [ -f "$git_dir/HEAD" ] && gitcrq_policy || return 1
  if [ "$link" = none ]; then return 0; fi
  [ "$links" = no ] && [ ! -e "$common/refs/notes/gitcrq/links" ] && [ ! -e "$common/refs/notes/gitcrq/runs" ]
}
