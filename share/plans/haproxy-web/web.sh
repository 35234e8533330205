#!/bin/sh
# A web server of its own page.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

site() {
    cat <<CONF
server {
    listen $(lct_address):80;
    root /var/www/html;
    index index.html;
    location = /healthy { access_log off; return 200 "yes\n"; }
}
CONF
}

# Only balancers come in, which say who asked them.
settings() {
    cat <<CONF
server_tokens off;
real_ip_header X-Forwarded-For;
set_real_ip_from 0.0.0.0/0;
CONF
}

lct_install nginx-light
mkdir -p /var/www/html
[ -e /var/www/html/index.html ] || echo "<h1>$LCT_HOSTNAME</h1>" >/var/www/html/index.html
rm -f /etc/nginx/sites-enabled/default
site | lct_put /etc/nginx/sites-available/lct
ln -sf ../sites-available/lct /etc/nginx/sites-enabled/lct
settings | lct_put /etc/nginx/conf.d/lct.conf
nginx -t
systemctl enable --quiet nginx
systemctl restart nginx
lct_wait 30 'its own page' curl -fsS "http://$(lct_address)/healthy"
