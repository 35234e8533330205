#!/bin/sh
# A web server of WordPress: nginx, PHP, and a HAProxy of its own that leads to a node of the database.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

root=/usr/share/wordpress
uploads=/srv/shared/uploads

database() {
    cat <<CONF
global
    log /dev/log local0
    user haproxy
    group haproxy
    daemon

defaults
    mode tcp
    log global
    timeout connect 3s
    timeout client 1h
    timeout server 1h

listen database
    bind 127.0.0.1:3306
    option tcp-check
    default-server check inter 2s fall 2 rise 2 on-marked-down shutdown-sessions
$(lct_list '    server %n %a:3306' db | sed '2,$s/$/ backup/')
CONF
}

site() {
    cat <<CONF
server {
    listen $(lct_address):80;
    root $root;
    index index.php;
    client_max_body_size 64m;
    location = /healthy { access_log off; return 200 "yes\n"; }
    location /wp-content/uploads/ { alias $uploads/; location ~ \.php\$ { deny all; } }
    location /wp-content/ { root /var/lib/wordpress; }
    location / { try_files \$uri \$uri/ /index.php?\$args; }
    location ~ \.php\$ {
        try_files \$uri =404;
        include fastcgi_params;
        fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
        fastcgi_pass unix:/run/php/php-fpm.sock;
    }
}
CONF
}

salts() {
    for salt in AUTH_KEY SECURE_AUTH_KEY LOGGED_IN_KEY NONCE_KEY AUTH_SALT SECURE_AUTH_SALT LOGGED_IN_SALT NONCE_SALT; do
        echo "define('$salt', '$(lct_password "wordpress $salt")');"
    done
}

# The site has the address by which it is asked for: balancers and names come and go.
config() {
    cat <<CONF
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', '$(lct_password 'galera wordpress')');
define('DB_HOST', '127.0.0.1');
define('DB_CHARSET', 'utf8mb4');
$(salts)
if (isset(\$_SERVER['HTTP_HOST']) && preg_match('/^[A-Za-z0-9.:\[\]-]+\$/', \$_SERVER['HTTP_HOST'])) {
    define('WP_HOME', 'http://' . \$_SERVER['HTTP_HOST']);
    define('WP_SITEURL', 'http://' . \$_SERVER['HTTP_HOST']);
}
define('WP_CONTENT_DIR', '/var/lib/wordpress/wp-content');
define('DISALLOW_FILE_MODS', true);
CONF
}

install_site() {
    WORDPRESS_PASSWORD=$(lct_password 'wordpress admin') runuser -u www-data -- php -d display_errors=stderr <<'PHP'
<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require '/usr/share/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
if (!is_blog_installed()) {
    wp_install(getenv('WORDPRESS_TITLE'), 'admin', getenv('WORDPRESS_EMAIL'), true, '', getenv('WORDPRESS_PASSWORD'));
}
PHP
}

database_answers() {
    MYSQL_PWD=$(lct_password 'galera wordpress') mariadb -h 127.0.0.1 -u wordpress wordpress -e 'SELECT 1'
}

site_answers() {
    curl -fsS --max-time 5 -o /dev/null "http://$(lct_address)/"
}

lct_install wordpress wordpress-theme-twentytwentythree nginx-light php-fpm php-cli php-mysql mariadb-client haproxy
database | lct_put /etc/haproxy/haproxy.cfg
haproxy -c -q -f /etc/haproxy/haproxy.cfg
systemctl enable --quiet haproxy
systemctl restart haproxy
install -d -o www-data -g www-data "$uploads"
rm -f /etc/nginx/sites-enabled/default
site | lct_put /etc/nginx/sites-available/lct
ln -sf ../sites-available/lct /etc/nginx/sites-enabled/lct
config | lct_put /etc/wordpress/config-default.php 640 root:www-data
lct_password 'wordpress admin' | lct_put /etc/wordpress/admin.password 600
rm -rf /var/lib/wordpress/wp-content/uploads
ln -sfn "$uploads" /var/lib/wordpress/wp-content/uploads
lct_wait 900 'the database' database_answers
[ "$(lct_position)" != 1 ] || install_site
nginx -t
fpm=$(systemctl list-unit-files --no-legend 'php*-fpm.service' | awk 'NR == 1 { print $1 }')
systemctl enable --quiet nginx "$fpm"
systemctl restart nginx "$fpm"
lct_wait 300 'its own page' site_answers
