# Completion of stoa for fish: stoa completion fish > ~/.config/fish/completions/stoa.fish
function __stoa_complete
    set -l words (commandline -opc)
    set -l found ($words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c stoa -f -a '(__stoa_complete)'
