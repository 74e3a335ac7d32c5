#!/bin/sh
# deploy.sh: starts release PROMOTION_RELEASE in slot PROMOTION_SLOT of environment PROMOTION_ENVIRONMENT, in place of what
# stands there, and returns when it takes requests. May be run again at any moment, also after it was killed half-way.
#   STOREFRONT_PORT_<ENVIRONMENT>_<SLOT>  the slot's port, for example STOREFRONT_PORT_PRODUCTION_GREEN
#   STOREFRONT_CONFIG                     configuration file to read; the environment's published one if it is not given
#   DB_PASSWORD, SESSION_KEY              secrets, handed on in the environment only; without them it runs itself again
#                                         through `promote secrets exec`, which knows them
#   PROMOTE                               that program; ./promote of this repository if it is not given
#   $DEMO_HOME/faults/<environment>/<release>  switches faults on in this release (optional)
set -eu
. "$(dirname "$0")/slot.sh"
need PROMOTION_RELEASE
need PROMOTION_ENVIRONMENT
need PROMOTION_SLOT

[ ! -e "$home/faults/$PROMOTION_ENVIRONMENT/deploy" ] || fail "the machine of $PROMOTION_ENVIRONMENT is out of memory"

if [ -z "${DB_PASSWORD+known}" ]; then
    exec "${PROMOTE:-$demo/../promote}" -C "$demo/.." secrets exec -e "$PROMOTION_ENVIRONMENT" \
        -f "${PROMOTION_FILE:-demo/promotion.yaml}" -- "$demo/deploy.sh"
fi

port_variable=STOREFRONT_PORT_$(echo "${PROMOTION_ENVIRONMENT}_$PROMOTION_SLOT" | tr '[:lower:]-' '[:upper:]_')
need "$port_variable"
eval "port=\$$port_variable"
jar=$home/releases/$PROMOTION_RELEASE/storefront.jar
[ -f "$jar" ] || fail "release $PROMOTION_RELEASE: expected $jar, but there is none; run build-release.sh $PROMOTION_RELEASE"

# What is published and provisioned for the environment; without it the storefront has its defaults.
config=${STOREFRONT_CONFIG:-$home/environments/$PROMOTION_ENVIRONMENT/config/current/configuration.properties}
[ -f "$config" ] || config=
database=$home/environments/$PROMOTION_ENVIRONMENT/database
[ -f "$database" ] || database=

slot=$home/environments/$PROMOTION_ENVIRONMENT/$PROMOTION_SLOT
mkdir -p "$slot" "$home/faults/$PROMOTION_ENVIRONMENT"
stop "$slot"
rm -f "$slot/ready"

# It writes its own process id before it becomes Java, so that there is no moment at which it runs unknown. It is deaf to
# Ctrl-C and a closed terminal, and Jenkins does not take it for something that a build forgot.
STOREFRONT_CONFIG=$config STOREFRONT_DATABASE=$database STOREFRONT_ENVIRONMENT=$PROMOTION_ENVIRONMENT \
    STOREFRONT_PORT=$port STOREFRONT_SLOT=$PROMOTION_SLOT STOREFRONT_READY=$slot/ready \
    STOREFRONT_FAULTS=$home/faults/$PROMOTION_ENVIRONMENT/$PROMOTION_RELEASE JENKINS_NODE_COOKIE=dontKillMe \
    sh -c 'trap "" INT HUP; echo $$ >"$0/pid"; exec "$@"' "$slot" \
    "$java" -Xmx48m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dstorefront.slot=$slot" -jar "$jar" \
    </dev/null >"$slot/log" 2>&1 &

waited=0
while [ ! -s "$slot/ready" ]; do
    if [ "$waited" -gt 3 ] && ! running "$slot" >/dev/null || [ "$waited" -ge 400 ]; then
        cat "$slot/log" >&2
        fail "release $PROMOTION_RELEASE in $PROMOTION_ENVIRONMENT $PROMOTION_SLOT: expected it to serve on port $port," \
            "but it did not start; see above"
    fi
    sleep 0.05
    waited=$((waited + 1))
done
echo "storefront $PROMOTION_RELEASE stands in $PROMOTION_ENVIRONMENT $PROMOTION_SLOT, port $port"
