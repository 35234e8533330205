#!/bin/sh
# A balancer of all web servers, which asks each whether it is well. Who they are it reads in
# /etc/hosts, again whenever that changes: those that join later are balanced without asking.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

# Yours to change; what follows the members is in web.cfg.
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
    http-request del-header X-Forwarded-Proto
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    default_backend web
CONF
}

backend() {
    cat <<CONF
# Written again by lct-balance whenever /etc/hosts changes.
backend web
    mode http
    balance roundrobin
    option httpchk GET /healthy
    default-server check inter 2s fall 2 rise 2
CONF
}

# Web servers are those that are named as the first of them, but for the number.
follower() {
    cat <<SH
#!/bin/sh
# The web servers that /etc/hosts names become HAProxy's.
set -eu
new=/etc/haproxy/web.cfg.new
{
    cat /etc/haproxy/web.head
    awk -v like='$(lct_list %n web | sed 's/[0-9]*$//;q')' '
        index(\$2, like) == 1 && substr(\$2, length(like) + 1) ~ /^[0-9]+\$/ {
            print "    server " \$2 " " \$1 ":80"
        }' /etc/hosts
} >\$new
cmp -s \$new /etc/haproxy/web.cfg || {
    mv \$new /etc/haproxy/web.cfg
    systemctl --no-block try-reload-or-restart haproxy
}
SH
}

service() {
    cat <<'UNIT'
[Unit]
Description=HAProxy's web servers, by /etc/hosts

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/lct-balance
UNIT
}

watch() {
    cat <<'UNIT'
[Unit]
Description=Web servers that join or leave

[Path]
PathChanged=/etc/hosts

[Install]
WantedBy=multi-user.target
UNIT
}

lct_install haproxy curl
settings | lct_put /etc/haproxy/haproxy.cfg
backend | lct_put /etc/haproxy/web.head
follower | lct_put /usr/local/sbin/lct-balance 755
service | lct_put /etc/systemd/system/lct-balance.service
watch | lct_put /etc/systemd/system/lct-balance.path
echo 'EXTRAOPTS="-S /run/haproxy-master.sock -f /etc/haproxy/web.cfg"' | lct_put /etc/default/haproxy
lct-balance
haproxy -c -q -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/web.cfg
systemctl daemon-reload
systemctl enable --quiet haproxy lct-balance.path
systemctl restart haproxy lct-balance.path
lct_wait "${BALANCER_PATIENCE:-540}" 'a web server that is well' curl -fsS --max-time 3 http://127.0.0.1/
