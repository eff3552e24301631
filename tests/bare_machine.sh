#!/bin/sh
# Tries ./run and ./run test on a machine that has python3 and pip and nothing else: a bare Debian
# in a folder, made by debootstrap. Needs root, debootstrap and a checkout with everything committed.
# usage: tests/bare_machine.sh [SUITE]
set -eu
cd "$(dirname "$0")/.."
suite=${1:-bookworm}
port=18765

say() { printf '\n== %s\n' "$*"; }

machine=$(mktemp -d)
started=""
clean_up() {
    if [ -n "$started" ]; then kill "$started" 2>/dev/null || true; fi
    # Lazily, since a process that just ended may still hold them; never through to the real ones.
    umount -l "$machine/proc" "$machine/dev" 2>/dev/null || true
    rm -rf --one-file-system "$machine"
}
trap clean_up EXIT INT TERM

say "a bare $suite"
debootstrap --variant=minbase --include=python3,python3-pip,ca-certificates "$suite" "$machine" \
    >"$machine.log" 2>&1 || { tail -5 "$machine.log"; exit 1; }
mount --bind /proc "$machine/proc"
mount --bind /dev "$machine/dev"
# How this machine reaches the network is how the bare one does.
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    if [ -e "$file" ]; then cp -L "$file" "$machine$file"; fi
done
mkdir "$machine/tutti"
git archive HEAD | tar -x -C "$machine/tutti"

# Turns this shell into one inside the bare machine, so that its process id is the command's.
enter() {
    exec chroot "$machine" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PORT=$port \
        ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} sh -c "cd /tutti && $1"
}

inside() { (enter "$1"); }

for tool in git make uv node gcc; do
    if inside "command -v $tool" >/dev/null; then echo "$tool is there: not bare"; exit 1; fi
done

ask() {
    inside "python3 - <<'PY'
import json, time, urllib.request
for attempt in range(600):
    try:
        urllib.request.urlopen('http://127.0.0.1:$port/static/explorer/explorer.css', timeout=5).read()
        break
    except OSError:
        time.sleep(0.5)
query = '{ features(product: \"cadenza\", first: 1) { edges { node { key alignment { score low } } } } }'
request = urllib.request.Request('http://127.0.0.1:$port/graphql', json.dumps({'query': query}).encode(),
                                 {'Content-Type': 'application/json'})
answer = json.load(urllib.request.urlopen(request, timeout=30))
print(answer)
assert answer['data']['features']['edges'][0]['node']['alignment']['score'] > 0
PY"
}

for time in first second; do
    say "./run, the $time time"
    begin=$(date +%s)
    enter "exec ./run" &
    started=$!
    ask
    echo "answered after $(($(date +%s) - begin)) s"
    kill "$started"
    wait "$started" || true
    started=""
done

say "a broken network says what failed"
inside "rm -rf /tmp/broken && cp -r /tutti /tmp/broken && rm -rf /tmp/broken/.venv &&
    cd /tmp/broken && ! PIP_INDEX_URL=http://127.0.0.1:9/simple PIP_RETRIES=0 ./run serve" 2>&1 | tail -4

say "a broken lock says what failed"
inside "cd /tmp/broken && rm -rf .venv && sed -i 's/sha256:....../sha256:000000/' requirements.txt &&
    ! ./run serve" 2>&1 | tail -12

say "./run test"
inside "./run test"
