using Aerostat.Cli.Grammar;

namespace Aerostat.Cli;

/// <summary>What a shell runs at the press of a tab: it asks <c>aero complete</c>, so that live names come too.</summary>
static class CompletionScripts
{
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => throw new CommandException($"no completion for '{shell}'") { Hint = "there is one for bash and one for zsh" },
    };

    const string Bash = """
        # bash completion for aero: `aero completion bash > /usr/share/bash-completion/completions/aero`
        _aero() {
            local options=() at=1 word
            # Words before the command: where to connect, and how.
            while [ $at -lt $COMP_CWORD ]; do
                word=${COMP_WORDS[at]}
                case $word in
                    -c|--connect) options+=("$word" "${COMP_WORDS[at+1]}"); at=$((at + 2)) ;;
                    -[dekKl]|--format|--color) at=$((at + 2)) ;;
                    -*) [ "$word" = -r ] && options+=(-r); at=$((at + 1)) ;;
                    *) break ;;
                esac
            done
            local IFS=$'\n'
            COMPREPLY=($("$1" "${options[@]}" -q complete -- "${COMP_WORDS[@]:at:COMP_CWORD-at+1}" 2>/dev/null))
        }
        complete -o default -F _aero aero

        """;

    const string Zsh = """
        #compdef aero
        # zsh completion for aero: `aero completion zsh > /usr/share/zsh/vendor-completions/_aero`
        _aero() {
            local -a options found
            local at=2
            while (( at < CURRENT )); do
                case $words[at] in
                    -c|--connect) options+=($words[at] $words[at+1]); (( at += 2 )) ;;
                    -[dekKl]|--format|--color) (( at += 2 )) ;;
                    -*) [[ $words[at] = -r ]] && options+=(-r); (( at++ )) ;;
                    *) break ;;
                esac
            done
            found=(${(f)"$($words[1] $options -q complete -- ${words[at,CURRENT]} 2>/dev/null)"})
            if (( $#found )); then compadd -a found; else _files; fi
        }
        _aero "$@"

        """;
}
