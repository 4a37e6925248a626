#!/usr/bin/env bash
# Starts the nginx sidecar: checks the variables, renders the configuration into the run folder, runs nginx, and
# turns a stop into a drain. `entrypoint.sh -t` renders and tests the configuration only.
#
# A stop (TERM): /readyz answers 503, everything else is served on for DRAIN_SECONDS, while the load balancer takes
# the task out; then nginx finishes what runs and ends. A second TERM ends the drain, INT skips it.
set -euo pipefail

# Debian's nginx is in /usr/sbin, which a normal user's PATH lacks.
PATH=$PATH:/usr/sbin

PORT=${PORT-8081}
HOST=${HOST-0.0.0.0}
UPSTREAM=${UPSTREAM-127.0.0.1:8080}
REAL_IP_FROM=${REAL_IP_FROM-}
DRAIN_SECONDS=${DRAIN_SECONDS-15}
core=${NGINX_CORE-/etc/nginx/core}
site=${NGINX_SITE-/etc/nginx/site}
page=${NGINX_PAGE-/etc/nginx/page}
run=${NGINX_RUN_DIR-/tmp/nginx}

# From here on, so that no stop is missed. A wait ends when a signal comes, but not by one that came just before it began:
# hence the second one. In a shell of its own, or $! would be its number.
stops=0
heard() { stops=$((stops + $1)); ( (sleep 0.2; kill -USR1 $$) >/dev/null 2>&1 &); }
trap 'heard 1' TERM QUIT
trap 'heard 2' INT
trap : USR1

say() { printf 'nginx sidecar: %s\n' "$*" >&2; }

# --- the variables -----------------------------------------------------------------------------------------------

problems=()
ipv4='(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}'
cidr="^(${ipv4}(/(3[0-2]|[12]?[0-9]))?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*(/[0-9]{1,3})?)$"

is_whole() { [[ $1 =~ ^(0|[1-9][0-9]{0,4})$ ]] && (($1 >= $2 && $1 <= $3)); }

is_whole "$PORT" 1 65535 || problems+=("PORT: must be a whole number from 1 to 65535, got \"$PORT\"")
[[ $HOST =~ ^${ipv4}$ ]] || problems+=("HOST: must be an IPv4 address to listen on, got \"$HOST\"")
[[ $UPSTREAM =~ ^${ipv4}:[0-9]+$ ]] && is_whole "${UPSTREAM##*:}" 1 65535 ||
  problems+=("UPSTREAM: must be <IPv4 address>:<port> such as 127.0.0.1:8080, never a name, got \"$UPSTREAM\"")
is_whole "$DRAIN_SECONDS" 0 119 ||
  problems+=("DRAIN_SECONDS: must be a whole number from 0 to 119 (a task has 120 s to stop), got \"$DRAIN_SECONDS\"")
[[ $REAL_IP_FROM != *$'\n'* ]] ||
  problems+=("REAL_IP_FROM: must be on one line, got \"${REAL_IP_FROM//$'\n'/\\n}\"")
read -ra proxies <<<"$REAL_IP_FROM"
for proxy in ${proxies[@]+"${proxies[@]}"}; do
  [[ $proxy =~ $cidr ]] ||
    problems+=("REAL_IP_FROM: must be addresses or CIDR blocks separated by blanks, got \"$proxy\"")
done
[[ -f $core/nginx.conf ]] || problems+=("NGINX_CORE: must be the folder with the sidecars' nginx.conf, got \"$core\"")
[[ -f $site/server.conf ]] || problems+=("NGINX_SITE: must be the folder with the app's server.conf, got \"$site\"")
if grep -qs core/page.conf "$site/server.conf"; then
  [[ -f $page/index.html && $page != *[\"\\\$]* ]] ||
    problems+=("NGINX_PAGE: must be the folder with the built index.html, without double quotes, backslashes and \$, got \"$page\"; build the service")
fi
[[ $run == /* && $run != *[\"\\\$]* ]] ||
  problems+=("NGINX_RUN_DIR: must be an absolute path without double quotes, backslashes and \$, got \"$run\"")
command -v nginx >/dev/null || problems+=("nginx: must be in PATH; install it (apt-get install nginx, brew install nginx)")
if ((${#problems[@]})); then
  for problem in "${problems[@]}"; do say "$problem"; done
  exit 1
fi

# --- the configuration -------------------------------------------------------------------------------------------

mkdir -p "$run/conf/core" "$run/conf/site" "$run/temp" 2>/dev/null && [[ -w $run ]] || {
  say "NGINX_RUN_DIR: must be a folder that user $(id -u) can write, got \"$run\"; mount a tmpfs or volume there"
  exit 1
}
rm -f "$run/draining"

for_sed() { printf '%s\n' "$1" | sed 's/[&|\\]/\\&/g'; }
# Not by $(…): bash 5.2 cannot read a trap's command when the signal comes in one.
IFS= read -r page_for_sed < <(for_sed "$page") || true
IFS= read -r run_for_sed < <(for_sed "$run") || true
variables=(
  -e "s|{{PORT}}|$PORT|g"
  -e "s|{{HOST}}|$HOST|g"
  -e "s|{{UPSTREAM}}|$UPSTREAM|g"
  -e "s|{{PAGE}}|$page_for_sed|g"
  -e "s|{{RUN_DIR}}|$run_for_sed|g"
)
render() { sed "${variables[@]}" "$1" >"$2"; }

render "$core/nginx.conf" "$run/conf/nginx.conf"
for file in "$core"/*.conf; do render "$file" "$run/conf/core/${file##*/}"; done
for file in "$site"/*.conf; do render "$file" "$run/conf/site/${file##*/}"; done
{
  echo "set_real_ip_from 127.0.0.1;"
  for proxy in ${proxies[@]+"${proxies[@]}"}; do echo "set_real_ip_from $proxy;"; done
} >"$run/conf/core/trusted-proxies.conf"

globals="daemon off;"
# Root runs this on a developer's machine only, never in the image. The worker stays root, or it could not reach a
# run folder below folders that are closed to others.
((EUID == 0)) && globals+=" user root $(id -gn);"
# -e: the built-in path of the error log is not writable, and would be opened before the configuration is read.
nginx=(nginx -p "$run/" -e stderr -c conf/nginx.conf -g "$globals")

# nginx opens /dev/stdout anew, which fails where it is a socket (a Node parent's pipes are): a real pipe in between.
if ! { : >>/dev/stdout; } 2>/dev/null; then
  exec > >(trap '' INT TERM QUIT HUP && exec cat)
fi

if [[ ${1-} == -t ]]; then
  exec "${nginx[@]}" -t
fi

# --- run, drain, end ---------------------------------------------------------------------------------------------

((stops > 0)) && exit 0
"${nginx[@]}" &
pid=$!
running() { kill -0 "$pid" 2>/dev/null; }
# Returns when nginx has ended, or early when a signal has come.
await() { status=0; wait "$pid" || status=$?; }

while running && ((stops == 0)); do await; done
if running && ((stops == 1)) && ((DRAIN_SECONDS > 0)); then
  say "draining for $DRAIN_SECONDS s"
  : >"$run/draining"
  end=$((SECONDS + DRAIN_SECONDS))
  while ((SECONDS < end && stops == 1)) && running; do sleep 0.2; done
fi
if running; then
  say "finishing"
  signal=QUIT
  asked=$stops
  while running; do
    # Asked again: no more waiting for slow requests.
    ((stops > asked)) && signal=TERM
    # Over and over: an nginx that has just been started misses it.
    kill -s "$signal" "$pid" 2>/dev/null || true
    sleep 0.1
  done
fi
((stops > 0)) && exit 0
say "nginx ended by itself with status $status"
exit "$((status == 0 ? 1 : status))"
