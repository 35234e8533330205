#!/bin/sh
# A balancer of all web servers, which asks each whether it is well. Who they are is in web.cfg.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

# A NodeBalancer lets everybody in: of those whom it tells of, the networks that may use the site are let in
# here; the firewall does it for all others.
through_nodebalancer() {
    echo '    tcp-request connection expect-proxy layer4 if { src 192.168.255.0/24 }'
    case ${BALANCER_CLIENTS:-any} in
    [Aa][Nn][Yy]) return ;;
    esac
    networks=$(echo "$BALANCER_CLIENTS" | tr ', ' '\n\n' | sed -n '/[.:]/p' | paste -s -d ' ' -)
    echo "    tcp-request session reject if { fc_rcvd_proxy }${networks:+ !{ src $networks \}}"
}

# Yours to change.
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
    option redispatch
    retries 2
    timeout connect 5s
    timeout client 30s
    timeout server 30s

frontend site
    bind :80
$(through_nodebalancer)
    http-request set-header X-Forwarded-For %[src]
    http-request del-header X-Forwarded-Proto
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    default_backend web
CONF
}

lct_install haproxy curl
settings | lct_put /etc/haproxy/haproxy.cfg
echo 'EXTRAOPTS="-S /run/haproxy-master.sock -f /etc/haproxy/web.cfg"' | lct_put /etc/default/haproxy
haproxy -c -q -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/web.cfg
systemctl enable --quiet haproxy
systemctl restart haproxy
lct_wait "${BALANCER_PATIENCE:-540}" 'a web server that is well' curl -fsS --max-time 3 http://127.0.0.1/
