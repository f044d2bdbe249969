#!/bin/sh
# gitcrq-stub 2: the @HOOK@ hook, written by `gitcrq hooks install`, taken away by `gitcrq hooks uninstall`.
# POSIX sh only (dash, busybox, bash, Git for Windows). An earlier hook is kept beside this file and runs first; it sees
# the same arguments and the same standard input. GITCRQ=0 skips gitcrq for one command; `gitcrq check` still judges.

kept=$0.before-gitcrq
node=@NODE@
bin=@BIN@

# The Node this was installed with, then what the PATH has.
gitcrq_ask() {
  if [ -x "$node" ] && [ -f "$bin" ]; then exec "$node" "$bin" hook @HOOK@ "$@"; fi
  if command -v gitcrq >/dev/null 2>&1; then exec gitcrq hook @HOOK@ "$@"; fi
  if [ -f "$bin" ] && command -v node >/dev/null 2>&1; then exec node "$bin" hook @HOOK@ "$@"; fi
  echo "@LEVEL@: gitcrq is neither at $bin nor on the PATH, so @HOOK@ judged nothing (gitcrq hooks install mends this)" >&2
  exit @STRICT@
}

case @HOOK@ in pre-push | post-rewrite)
  if [ -x "$kept" ]; then
    # Read once, given to both. The sign behind the end keeps the last line feeds, which $() would drop.
    input=$(cat; printf .)
    input=${input%.}
    printf '%s' "$input" 2>/dev/null | "$kept" "$@" || exit
    if [ "${GITCRQ-}" = 0 ]; then exit 0; fi
    printf '%s' "$input" | gitcrq_ask "$@"
    exit
  fi
  ;;
*)
  if [ -x "$kept" ]; then "$kept" "$@" || exit; fi
  ;;
esac
if [ "${GITCRQ-}" = 0 ]; then exit 0; fi
@ACCEPT@
gitcrq_ask "$@"
