# Lets a commit pass whose trailers name requests that take commits.
gitcrq_accept() {
  case $1 in */COMMIT_EDITMSG | */MERGE_MSG) ;; *) return 1 ;; esac
  gitcrq_places "${1%/*}" && gitcrq_policy || return 1
  if [ "$link" = none ]; then return 0; fi
  gitcrq_message "$1" && [ -n "$ids" ] && gitcrq_plain_subject || return 1
  if [ "$belongs" = own ]; then
    gitcrq_own_id || return 1
    case " $ids " in *" $id "*) ;; *) return 1 ;; esac
  fi
  for id in $ids; do gitcrq_takes_commits "$id" || return 1; done
}

# Signs that mean something to YAML at the head of a value.
marks=\"\'\`'[&*!|>{%@#-'

# The request in the checkout, read as gitcrq writes it: front matter of plain `key: value` lines, each key once.
gitcrq_takes_commits() {
  file=$directory/$1.md
  [ -f "$file" ] && [ ! -h "$file" ] || return 1
  keys=' ' status='' count=0
  {
    IFS= read -r line && [ "$line" = --- ] || return 1
    while IFS= read -r line; do
      count=$((count + 1))
      if [ "$count" -gt 60 ]; then return 1; fi
      case $line in
      '') continue ;;
      ---)
        case $keys in *' id '*) ;; *) return 1 ;; esac
        case $keys in *' title '*) ;; *) return 1 ;; esac
        [ -n "$status" ]
        return
        ;;
      *[[:cntrl:]]* | *' ' | *'#'*) return 1 ;;
      *': '*) ;;
      *) return 1 ;;
      esac
      key=${line%%: *}
      value=${line#*: }
      case $key in '' | [!"$alphabet"]* | [0123456789]* | *[!"$alphabet"_-]*) return 1 ;; esac
      case $keys in *" $key "*) return 1 ;; esac
      keys="$keys$key "
      case $key in
      id) [ "$value" = "$1" ] || return 1 ;;
      status) case " $accepting " in *" $value "*) status=$value ;; *) return 1 ;; esac ;;
      depends_on)
        case $value in *[!,]' '*) return 1 ;; '['*']') ;; *) return 1 ;; esac
        value=${value#?}
        IFS=', '
        for other in ${value%?}; do
          IFS=' '
          gitcrq_is_id "$other" || return 1
        done
        IFS=' '
        ;;
      labels) case $value in '['*[!"$alphabet, -"]*']') return 1 ;; '['*']') ;; *) return 1 ;; esac ;;
      *)
        case $value in
        ["$alphabet"]*) ;;
        ' '* | ["$marks"]*) return 1 ;;
        *["$alphabet"]*) ;;
        *) return 1 ;;
        esac
        ;;
      esac
    done
    return 1
  } <"$file"
}
