#!/usr/bin/env bash
# Installs what `npm run e2e` and `npm run screenshots` need beside Node.js: a browser, the fonts for
# Chinese, PostgreSQL and Redis. For Debian, as root. The list stands here and nowhere else.
set -euo pipefail

packages=(chromium fonts-noto-cjk postgresql redis-server)

if [ "${1:-}" = --list ]; then
	echo "${packages[*]}"
	exit
fi
apt-get update
# Only the programs: nothing is to be started as a service.
RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
