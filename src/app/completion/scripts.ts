/**
 * The scripts that tie a shell to `gitcrq completion -- WORD…`. They hold no knowledge of commands, so they are installed
 * once and stay right. Where gitcrq has no answer the shell offers files.
 */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

// A branch may be named `$(x)`: %q keeps the shell from running what it is offered.
const BASH = `# gitcrq completion for bash: eval "$(gitcrq completion bash)"
_gitcrq() {
  local word note
  COMPREPLY=()
  while IFS=$'\\t' read -r word note; do
    printf -v word %q "$word"
    COMPREPLY+=("$word")
  done < <(gitcrq completion -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _gitcrq gitcrq
`;

const ZSH = `#compdef gitcrq
# gitcrq completion for zsh: eval "$(gitcrq completion zsh)", or this text as _gitcrq in a directory of $fpath
_gitcrq() {
  local -a found
  local word note
  while IFS=$'\\t' read -r word note; do
    found+=("\${word//:/\\\\:}\${note:+:$note}")
  done < <(gitcrq completion -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#found )); then _describe -t gitcrq gitcrq found; else _files; fi
}
if [[ $funcstack[1] == _gitcrq ]]; then _gitcrq "$@"; else compdef _gitcrq gitcrq; fi
`;

const FISH = `# gitcrq completion for fish: gitcrq completion fish | source
function __gitcrq_words
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  gitcrq completion -- $words[2..-1] "$current" 2>/dev/null
end
complete -c gitcrq -f -n 'test (count (__gitcrq_words)) -gt 0' -a '(__gitcrq_words)'
`;

export const completionScript: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
