#!/bin/sh
# gitcrq-stub 1: the pre-receive hook of a server, written by `gitcrq hooks install --server`, taken away by
# `gitcrq hooks uninstall --server`. POSIX sh only. An earlier hook is kept beside this file and runs first; it sees the
# same standard input. A push over a path brings the pusher's environment: nothing in it turns this hook off.

kept=$0.before-gitcrq
node=@NODE@
bin=@BIN@

# Read once, given to both. The sign behind the end keeps the last line feeds, which $() would drop.
input=$(cat; printf .)
input=${input%.}
if [ -x "$kept" ]; then
  printf '%s' "$input" 2>/dev/null | "$kept" "$@" || exit
fi

unset GITCRQ NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE
if [ -x "$node" ] && [ -f "$bin" ]; then
  printf '%s' "$input" | "$node" "$bin" check --as @HOOK@
elif command -v gitcrq >/dev/null 2>&1; then
  printf '%s' "$input" | gitcrq check --as @HOOK@
else
  echo "refused: gitcrq is neither at $bin nor on the PATH of this server, so nobody can judge the push" >&2
  echo "  next: gitcrq hooks install --server   (on the server, by whoever keeps it)" >&2
  exit 1
fi
