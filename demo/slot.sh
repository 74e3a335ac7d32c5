# Read by deploy.sh and stop.sh: what stands in a slot, and how it is stopped.
# Everything is kept below DEMO_HOME; a slot's folder is $DEMO_HOME/environments/<environment>/<slot>.

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

need() {
    eval "value=\${$1:-}"
    [ -n "$value" ] || fail "$1: expected a value, but was nothing; set the variable $1"
}

# running FOLDER: prints the id of the storefront that was started there, if it is still that process.
running() {
    [ -s "$1/pid" ] || return 1
    pid=$(cat "$1/pid")
    if [ -d /proc/self ]; then
        command=$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null) || return 1
    else
        command=$(ps -p "$pid" -o args= 2>/dev/null) || return 1
    fi
    case $command in *"-Dstorefront.slot=$1 "*) echo "$pid" ;; *) return 1 ;; esac
}

# stop FOLDER: asks it to finish its requests and end; kills it after 15 seconds.
stop() {
    pid=$(running "$1") || return 0
    kill "$pid" 2>/dev/null
    waited=0
    while running "$1" >/dev/null; do
        [ "$waited" -ne 300 ] || kill -9 "$pid" 2>/dev/null
        [ "$waited" -lt 400 ] || fail "process $pid in $1: expected it to end, but it runs; end it by hand"
        sleep 0.05
        waited=$((waited + 1))
    done
    rm -f "$1/pid"
}

demo=$(cd "$(dirname "$0")" && pwd -P)
home=${DEMO_HOME:-$demo/target}
case $home in /*) ;; *) home=$PWD/$home ;; esac
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
