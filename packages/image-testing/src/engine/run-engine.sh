#!/usr/bin/env bash
# Runs dockerd, as root, from the folder $1 until standard input closes: when the test stops it, and when the test was
# killed. Then takes everything away that the engine has made, the folder included.
set -u
folder=$1
dockerd --config-file "$folder/daemon.json" >"$folder/log" 2>&1 </dev/null &
engine=$!

read -r _ || true

export DOCKER_HOST="unix://$folder/docker.sock"
if kill -0 "$engine" 2>/dev/null && docker version >/dev/null 2>&1; then
  containers=$(docker ps -aq)
  # shellcheck disable=SC2086 # one id for each word
  [ -z "$containers" ] || docker rm -f $containers
  docker network prune -f
fi >/dev/null 2>&1
kill -TERM "$engine" 2>/dev/null
for _ in {1..150}; do
  kill -0 "$engine" 2>/dev/null || break
  sleep 0.1
done
kill -KILL "$engine" 2>/dev/null
wait "$engine"
# Whatever may still be mounted there is left alone.
rm -rf --one-file-system "$folder"
