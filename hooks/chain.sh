# gitcrq-chain 1: what the line of gitcrq in a hook of another manager reads (`.`). $gitcrq is the stub beside this file.
# Standard input is read once and given to both: to the stub, and to the rest of the hook.

case $gitcrq in
*/pre-push | */post-rewrite)
  gitcrq_input=$(cat)
  if [ -z "$gitcrq_input" ]; then
    "$gitcrq" "$@" </dev/null || exit
    exec </dev/null
  else
    "$gitcrq" "$@" <<GITCRQ_INPUT || exit
$gitcrq_input
GITCRQ_INPUT
    exec <<GITCRQ_INPUT
$gitcrq_input
GITCRQ_INPUT
  fi
  ;;
*) "$gitcrq" "$@" || exit ;;
esac
