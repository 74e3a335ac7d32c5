#!/bin/sh
# build-release.sh [VERSION]: compiles the storefront into $DEMO_HOME/releases/VERSION/storefront.jar, with its checksum beside
# it, and writes the version to $DEMO_HOME/release.txt. A release never changes: if it is there already, it is only checked.
# Without VERSION it is $STOREFRONT_VERSION, or the beginning of the sources' checksum. Prints the path of the jar.
set -eu
. "$(dirname "$0")/slot.sh"

sha256() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi | cut -d ' ' -f 1
}

version=${1:-${STOREFRONT_VERSION:-$(cat "$demo"/src/storefront/*.java | sha256 | cut -c 1-12)}}
case $version in '' | *[!A-Za-z0-9._-]*) fail "VERSION: expected letters, digits, dots, dashes, but was '$version'" ;; esac
release=$home/releases/$version

if [ ! -d "$release" ]; then
    mkdir -p "$home/releases"
    work=$(mktemp -d "$home/releases/.build.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    "${java}c" --release 17 -d "$work/classes" "$demo"/src/storefront/*.java
    {
        echo "Main-Class: storefront.Storefront"
        echo "Implementation-Title: storefront"
        echo "Implementation-Version: $version"
    } >"$work/manifest"
    mkdir "$work/release"
    # A fixed date: the same sources make the same bytes.
    "${java%java}jar" --create --file "$work/release/storefront.jar" --manifest "$work/manifest" \
        --date 2020-01-01T00:00:00Z -C "$work/classes" .
    sha256 "$work/release/storefront.jar" >"$work/release/storefront.jar.sha256"
    mv "$work/release" "$release" # whole or not at all
fi

[ "$(sha256 "$release/storefront.jar")" = "$(cat "$release/storefront.jar.sha256")" ] ||
    fail "$release/storefront.jar: expected the bytes that were built, but they changed; build a release with a new version"
echo "$version" >"$home/release.txt"
echo "$release/storefront.jar"
