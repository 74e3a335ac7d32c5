#!/bin/sh
# database.sh accept ENVIRONMENT: lets the application log in with the password in the variable SECRET,
# beside the one it had, as a database with two passwords a user does; then logs in with it. The "database" is a file of
# salted digests below DEMO_HOME. A file faults/ENVIRONMENT/secrets makes it refuse.
set -eu
. "$(dirname "$0")/slot.sh"

environment=${2:-}
[ "${1:-}" = accept ] && [ -n "$environment" ] || fail "expected 'accept ENVIRONMENT', but was '$*'"
need SECRET
users=$home/environments/$environment/database
[ ! -e "$home/faults/$environment/secrets" ] || fail "the database of $environment refuses the new password"

digest() { printf '%s' "$environment:$SECRET" | sha256sum | cut -d ' ' -f 1; }

mkdir -p "$(dirname "$users")"
touch "$users"
grep -qx "$(digest)" "$users" || {
    { tail -n 1 "$users"; digest; } >"$users.next"
    mv "$users.next" "$users"
}
grep -qx "$(digest)" "$users"
