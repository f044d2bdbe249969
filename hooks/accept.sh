
# The accept path. Shell built-ins alone, since each process would cost more than all of it: no $(...), no pipe, no
# here-document. A function that answers 1 says "not sure", and then Node decides. The rule that keeps this honest: what
# is accepted here, Node accepts (a property test); so everything unusual is "not sure".

set -f
alphabet=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789

# Sets git_dir and common.
gitcrq_places() {
  git_dir=$1
  [ -z "${GIT_WORK_TREE-}${GIT_COMMON_DIR-}" ] || return 1
  common=$git_dir
  if [ -f "$git_dir/commondir" ]; then
    IFS= read -r common <"$git_dir/commondir" || return 1
    case $common in /*) ;; *) common=$git_dir/$common ;; esac
  fi
}

# The policy as src/enforce/hooks/compile.ts wrote it, if all that it was made from is as it was then.
gitcrq_policy() {
  [ -z "${GIT_CONFIG_COUNT-}${GIT_CONFIG-}" ] || return 1
  case ${GIT_CONFIG_PARAMETERS-} in
  *[cC][oO][rR][eE].* | *[cC][oO][mM][mM][iI][tT].* | *[bB][rR][aA][nN][cC][hH].* | *[rR][eE][mM][oO][tT][eE].* | \
    *[iI][nN][cC][lL][uU][dD][eE]* | *[gG][iI][tT][cC][rR][qQ].* | *[eE][xX][tT][eE][nN][sS][iI][oO][nN][sS].*) return 1 ;;
  esac
  compiled=$common/gitcrq/hooks.policy
  [ -f "$compiled" ] || return 1
  {
    IFS= read -r line && [ "$line" = 'gitcrq-policy 2' ] || return 1
    IFS= read -r line && [ "$line" = "${HOME-}|${XDG_CONFIG_HOME-}|${GIT_CONFIG_GLOBAL-}|${GIT_CONFIG_SYSTEM-}|${GIT_CONFIG_NOSYSTEM-}" ] || return 1
    IFS=' ' read -r ref place oid && IFS= read -r link && IFS= read -r directory && IFS= read -r prefixes || return 1
    IFS= read -r leading && IFS= read -r accepting && IFS= read -r bases && IFS= read -r renamed || return 1
    IFS=' ' read -r remote links belongs || return 1
    while IFS= read -r line; do
      # Older, not just as old: some shells compare whole seconds.
      case $line in
      +*) [ -e "${line#?}" ] && [ "$compiled" -nt "${line#?}" ] || return 1 ;;
      *) if [ -e "${line#?}" ]; then return 1; fi ;;
      esac
    done
  } <"$compiled" || return 1
  # The base's tip: a loose ref; a packed one is as it was unless packed-refs, which is watched, is newer.
  if [ ! -f "$common/$ref" ]; then [ "$place" = packed ]; return; fi
  IFS= read -r line <"$common/$ref" && [ "$line" = "$oid" ]
}

# Is $1 an id as gitcrq writes it?
gitcrq_is_id() {
  case $1 in *' '* | *[!"$alphabet"_-]*) return 1 ;; esac
  case " $prefixes " in *" ${1%-*} "*) ;; *) return 1 ;; esac
  number=${1##*-}
  case $number in [123456789]*) ;; *) return 1 ;; esac
  case $number in *[!0123456789]* | ??????????*) return 1 ;; esac
}

# Reads a message that no editor will touch. Sets ids (those of the trailers, if the last paragraph is all trailers),
# last (that paragraph: none, trailers, text, odd), mention (something that may be a link elsewhere) and subject.
gitcrq_message() {
  [ "${GIT_EDITOR-}" = : ] && [ -f "$1" ] || return 1
  ids='' last=none mention='' subject='' count=0 line=''
  while IFS= read -r line; do
    count=$((count + 1))
    if [ "$count" -gt 60 ]; then return 1; fi
    case $line in
    '')
      # An empty line at the head or a second in a row: git's clean-up will move things.
      case $count:$last in 1:* | *:blank) return 1 ;; esac
      if [ -n "$ids" ]; then mention=1; fi
      last=blank ids=''
      continue
      ;;
    '#'* | ---* | *' ' | *[[:cntrl:]]*) return 1 ;;
    esac
    if [ "$count" = 1 ]; then
      subject=$line
      continue
    fi
    if [ "$last" = none ]; then
      # The subject goes on.
      case $line in *[cC][rR][qQ]*) mention=1 ;; esac
      continue
    fi
    key=${line%%:*}
    case $line in
    *:*)
      case $key in
      *' '[!' ']*) gitcrq_paragraph text ;;
      '' | *[!"$alphabet"-]*) gitcrq_paragraph odd ;;
      *) case $line in "$key: "[!' ']*) gitcrq_paragraph trailers ;; *) gitcrq_paragraph odd ;; esac ;;
      esac
      ;;
    ' '* | '(cherry picked from commit '*) gitcrq_paragraph odd ;;
    *) gitcrq_paragraph text ;;
    esac
    case $key in
    CRQ)
      value=${line#CRQ: }
      gitcrq_is_id "$value" || return 1
      ids="$ids $value"
      ;;
    [cC][rR][qQ]) return 1 ;;
    *) case $line in *[cC][rR][qQ]*:*) mention=1 ;; esac ;;
    esac
  done <"$1"
  # Whatever is left in line has no line end; blank means that the message ends in an empty line.
  [ -z "$line" ] && [ "$last" != blank ] && [ "$count" -gt 0 ] || return 1
  if [ "$last" != trailers ]; then
    if [ -n "$ids" ]; then mention=1; fi
    ids=''
  fi
}

gitcrq_paragraph() {
  case $last in
  blank | "$1") last=$1 ;;
  *) last=odd ;;
  esac
}

# A subject that cannot be taken for a trailer or an id.
gitcrq_plain_subject() {
  case $subject in *CRQ* | *-by* | *Change-Id* | ' '*) return 1 ;; esac
}

# Sets id to the request that the branch checked out is named for.
gitcrq_own_id() {
  IFS= read -r branch <"$git_dir/HEAD" || return 1
  case $branch in 'ref: refs/heads/'*) branch=${branch#ref: refs/heads/} ;; *) return 1 ;; esac
  case " $renamed " in *" $branch "*) return 1 ;; esac
  for pattern in $bases; do case $branch in $pattern) return 1 ;; esac done
  id=${branch##*/}
  rest=${id#*-}
  id=${id%%-*}-${rest%%-*}
  gitcrq_is_id "$id"
}
