#compdef stoa
# Completion of stoa for zsh: stoa completion zsh > ~/.zfunc/_stoa, where ~/.zfunc is in $fpath
_stoa() {
	local line
	local -a found
	for line in "${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
		[[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
	done
	if ((${#found})); then
		_describe stoa found
	else
		_files
	fi
}
if [[ ${funcstack[1]} == _stoa ]]; then
	_stoa "$@"
else
	compdef _stoa stoa
fi
