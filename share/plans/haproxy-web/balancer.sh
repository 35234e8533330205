#!/bin/sh
# A balancer of all web servers, which asks each whether it is well.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

settings() {
    cat <<CONF
global
    log /dev/log local0
    user haproxy
    group haproxy
    daemon

defaults
    mode http
    log global
    option httplog
    option dontlognull
    option forwardfor
    option redispatch
    retries 2
    timeout connect 5s
    timeout client 30s
    timeout server 30s

frontend site
    bind :80
    default_backend web

backend web
    balance roundrobin
    option httpchk GET /healthy
    default-server check inter 2s fall 2 rise 2
CONF
    lct_list '    server %n %a:80' web
}

lct_install haproxy
settings | lct_put /etc/haproxy/haproxy.cfg
haproxy -c -q -f /etc/haproxy/haproxy.cfg
systemctl enable --quiet haproxy
systemctl restart haproxy
lct_wait 600 'a web server that is well' curl -fsS --max-time 3 http://127.0.0.1/
