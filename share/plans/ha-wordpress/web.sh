#!/bin/sh
# A web server of WordPress: nginx, PHP, and a HAProxy of its own that leads to a node of the database.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

root=/usr/share/wordpress
uploads=/srv/shared/uploads
name=$WORDPRESS_NAME
case $name in
'' | *[!A-Za-z0-9.:-]*) lct_die "'$name' is no name of a site, such as blog.example.org" ;;
esac
host=$name
[ "$name" != any ] || host=$(lct_address)

site() {
    cat <<CONF
server {
    listen $(lct_address):80;
    root $root;
    index index.php;
    client_max_body_size 64m;
    location = /healthy {
        access_log off;
        include fastcgi_params;
        fastcgi_param SCRIPT_FILENAME /etc/wordpress/healthy.php;
        fastcgi_pass unix:/run/php/php-fpm.sock;
    }
    location ~ ^/wp-admin/(install|setup-config)\.php { return 404; }
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

# The balancers say X-Forwarded-Proto themselves. A site without a name has that by which it is asked for.
address() {
    cat <<'CONF'
$lct_scheme = ($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https' ? 'https' : 'http';
if ($lct_scheme === 'https') $_SERVER['HTTPS'] = 'on';
CONF
    if [ "$name" = any ]; then
        cat <<'CONF'
$lct_name = $_SERVER['HTTP_HOST'] ?? '';
if (!preg_match('/^[A-Za-z0-9.:\[\]-]+$/', $lct_name)) $lct_name = 'localhost';
CONF
    else
        echo "\$lct_name = '$name';"
    fi
    cat <<'CONF'
define('WP_HOME', "$lct_scheme://$lct_name");
define('WP_SITEURL', "$lct_scheme://$lct_name");
CONF
}

config() {
    cat <<CONF
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', '$(lct_password 'galera wordpress')');
define('DB_HOST', '127.0.0.1');
define('DB_CHARSET', 'utf8mb4');
$(salts)
$(address)
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

# Anything but a page, such as the way to the installation, is no answer.
site_answers() {
    [ "$(curl -sS --max-time 10 -o /dev/null -w '%{http_code}' -H "Host: $host" "http://$(lct_address)/")" = 200 ]
}

lct_install wordpress wordpress-theme-twentytwentythree nginx-light php-fpm php-cli php-mysql mariadb-client haproxy curl
# WordPress brings it along; it would take nginx's port at the next boot.
systemctl mask --quiet --now apache2
systemctl enable --quiet haproxy
systemctl restart haproxy
install -d -o www-data -g www-data "$uploads"
rm -f /etc/nginx/sites-enabled/default
site | lct_put /etc/nginx/sites-available/lct
ln -sf ../sites-available/lct /etc/nginx/sites-enabled/lct
printf '%s\n' '<?php echo "yes";' | lct_put /etc/wordpress/healthy.php
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
