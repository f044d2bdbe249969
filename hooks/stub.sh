#!/bin/sh
# gitcrq-stub 1: the @HOOK@ hook, written by `gitcrq hooks install`, taken away by `gitcrq hooks uninstall`.
# POSIX sh only (dash, busybox, Git for Windows). An earlier hook is kept beside this file and runs first; it sees the
# same arguments and the same standard input. GITCRQ=0 skips gitcrq for one command; `gitcrq check` still judges.

kept=$0.before-gitcrq
node=@NODE@
bin=@BIN@

gitcrq_hook() {
  if [ "${GITCRQ-}" = 0 ]; then return 0; fi
  if [ -x "$node" ] && [ -f "$bin" ]; then
    "$node" "$bin" hook @HOOK@ "$@"
  elif command -v gitcrq >/dev/null 2>&1; then
    gitcrq hook @HOOK@ "$@"
  else
    echo "warning: gitcrq is neither at $bin nor on the PATH, so @HOOK@ judged nothing (gitcrq hooks install mends this)" >&2
  fi
}

if [ @HOOK@ = pre-push ]; then
  # Read once, given to both. The sign behind the end keeps the last line feeds, which $() would drop.
  input=$(cat; printf .)
  input=${input%.}
  if [ -x "$kept" ]; then
    printf '%s' "$input" 2>/dev/null | "$kept" "$@" || exit
  fi
  printf '%s' "$input" | gitcrq_hook "$@"
else
  if [ -x "$kept" ]; then
    "$kept" "$@" || exit
  fi
  gitcrq_hook "$@"
fi
