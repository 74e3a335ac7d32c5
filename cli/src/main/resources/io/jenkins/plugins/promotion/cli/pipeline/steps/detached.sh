# Runs script.sh of the folder $1 whether or not whoever started it lives on, and leaves there:
# pid, output (and stdout, if it is wanted apart), result. Secrets come in the environment and
# never reach a file: output passes through seal, which puts a token in a secret's place.
d=$1

# Only the first to write its id runs the script; one that is started again after a crash ends here.
set -C
{ echo $$ > "$d/pid"; } 2> /dev/null || exit 0
set +C
trap : TERM INT HUP

user() (
    trap - TERM INT HUP
    script=$PROMOTION_SH_SCRIPT
    while [ "${PROMOTION_SECRETS:-0}" -gt 0 ]; do
        unset "PROMOTION_SECRET_$PROMOTION_SECRETS" "PROMOTION_TOKEN_$PROMOTION_SECRETS"
        PROMOTION_SECRETS=$((PROMOTION_SECRETS - 1))
    done
    unset PROMOTION_SECRETS PROMOTION_SH_SCRIPT PROMOTION_SH_STDOUT
    if [ -n "$script" ]; then
        exec sh -xe -c "$script"
    elif [ -x "$d/script.sh" ]; then
        exec "$d/script.sh"
    fi
    exec sh -xe "$d/script.sh"
)

run() {
    user
    echo $? > "$d/code.next"
    mv "$d/code.next" "$d/code"
}

seal_line() {
    n=1
    while [ "$n" -le "$PROMOTION_SECRETS" ]; do
        eval "secret=\$PROMOTION_SECRET_$n token=\$PROMOTION_TOKEN_$n"
        sealed=
        while :; do
            case $line in
                *"$secret"*)
                    sealed=$sealed${line%%"$secret"*}$token
                    line=${line#*"$secret"}
                    ;;
                *) break ;;
            esac
        done
        line=$sealed$line
        n=$((n + 1))
    done
}

seal() {
    trap '' TERM INT HUP
    while IFS= read -r line; do
        seal_line
        printf '%s\n' "$line"
    done
    seal_line
    printf '%s' "$line"
}

if [ "${PROMOTION_SECRETS:-0}" -gt 0 ]; then
    if [ -n "$PROMOTION_SH_STDOUT" ]; then
        { { run 2>&3 | seal > "$d/stdout"; } 3>&1 | seal > "$d/output"; }
    else
        run 2>&1 | seal > "$d/output"
    fi
elif [ -n "$PROMOTION_SH_STDOUT" ]; then
    run > "$d/stdout" 2> "$d/output"
else
    run > "$d/output" 2>&1
fi
mv "$d/code" "$d/result"
