#!/bin/sh
# SPDX-License-Identifier: MIT
# The packaged plans ha-wordpress and haproxy-web, seen by a visitor: a node of another cluster, which
# knows the balancers' public addresses only. Machines are shut down, rebooted, and join, behind its back.
. "$(dirname "$0")/../e2e.sh"
. "$top/test/e2e/packages.sh"
lab_up

switch() { # NODE boot|shutdown STATUS
    power "$1" "$2"
    within 120 is_status "$1" "$3"
}
visit() { # URL : what the visitor gets
    on "$visitor" "curl -sS --max-time 10 $1"
}
page() { # URL WORDS
    visit "$1" | grep -qF -- "$2"
}
code() { # URL
    on "$visitor" "curl -sS --max-time 5 -o /dev/null -w %{http_code} $1" 2>/dev/null
}
servers() { # URL : how many different web servers answer
    on "$visitor" "for i in 1 2 3 4 5 6 7 8; do curl -sS --max-time 5 $1; done" | sort -u | grep -c .
}
shows() { # NODE WORDS : by itself
    on "$1" "curl -sS --max-time 10 http://$(private "$1")/?feed=rss2" | grep -qF -- "$2"
}
served() { # COUNT URL
    [ "$(servers "$2")" = "$1" ]
}

cat >"$work/visitor.yaml" <<'P'
name: visitor
regions:
- region: us-east
  nodes:
  - {name: visitor, type: g6-nanode-1, firewall: [allow out tcp 80-3306 to any]}
P
ok 'a visitor' lt cluster create away "$work/visitor.yaml" --yes
visitor=$(labels away visitor)

try_web() {
    ok 'haproxy-web' lt cluster create site package:haproxy-web --set balancers=1 --yes
    site=http://$(public "$(labels site balancer)")/
    first=$(labels site web | head -n 1)
    ok 'both web servers get their share' within 30 served 2 "$site"
    is 000 "$(code "http://$(public "$first")/")" 'which the visitor cannot ask themselves'
    ok 'one is shut down' switch "$first" shutdown offline
    ok 'the other answers' within 30 served 1 "$site"
    ok 'it comes back' switch "$first" boot running
    ok 'and gets its share' within 90 served 2 "$site"
    ok 'a third one' lt cluster scale site web=3 --yes
    ok 'gets its share' within 60 served 3 "$site"
    ok 'only one' lt cluster scale site web=1 --yes
    ok 'has all' within 30 served 1 "$site"
    ok 'deleted' lt cluster delete site --yes
}

try_wordpress() {
    ok 'ha-wordpress' lt cluster create blog package:ha-wordpress --set balancers=1 --set title=Colours --yes
    site=http://$(public "$(labels blog balancer)")
    # shellcheck disable=SC2046 # labels are words
    set -- $(labels blog web)
    ok 'the visitor reads its title' within 30 page "$site/" '<title>Colours'
    ok 'links lead to where it asked' page "$site/" "$site/?p=1"
    ok 'its style sheets are there' page "$site/wp-content/themes/twentytwentythree/style.css" 'Theme Name'
    for closed in install.php setup-config.php; do
        is 404 "$(code "$site/wp-admin/$closed")" "$closed is closed"
    done
    is 000 "$(code "http://$(public "$1")/")" 'a web server answers to balancers only'
    is 000 "$(code "http://$(public "$(labels blog db | head -n 1)"):3306/")" 'the database not at all'
    on "$1" 'cat >/tmp/post.php' <<'PHP'
<?php
$_SERVER['HTTP_HOST'] = 'localhost';
require '/usr/share/wordpress/wp-load.php';
wp_insert_post(['post_title' => 'Green grass', 'post_status' => 'publish', 'post_author' => 1], true);
PHP
    ok 'a post by one web server' on "$1" 'runuser -u www-data -- php /tmp/post.php'
    ok 'an upload' on "$1" 'echo upload | runuser -u www-data -- tee /var/lib/wordpress/wp-content/uploads/u.txt'
    ok 'a program among the uploads' on "$1" \
        'echo "<?php echo 6 * 7;" | runuser -u www-data -- tee /var/lib/wordpress/wp-content/uploads/u.php'
    is 403 "$(code "$site/wp-content/uploads/u.php")" 'does not run'
    ok 'that web server is shut down' switch "$1" shutdown offline
    ok 'the visitor reads the post' within 60 page "$site/?feed=rss2" 'Green grass'
    ok 'and the upload' within 60 page "$site/wp-content/uploads/u.txt" upload
    ok 'a node of the database is shut down' switch "$(labels blog db | head -n 1)" shutdown offline
    ok 'the visitor still reads the post' within 60 page "$site/?feed=rss2" 'Green grass'
    ok 'the web server comes back' switch "$1" boot running
    ok 'the node of the database, too' switch "$(labels blog db | head -n 1)" boot running
    ok 'one more web server, and one more node of the database' lt cluster scale blog web+=1 db+=1 --yes
    ok 'the web servers know the latter' within 30 on "$1" "grep -q $(private "$(last blog db)"):3306 /etc/haproxy/haproxy.cfg"
    ok 'the former has the upload' within 60 prints upload "$(last blog web)" 'cat /var/lib/wordpress/wp-content/uploads/u.txt'
    ok 'and shows the post' within 60 shows "$(last blog web)" 'Green grass'
    ok 'one less of both' lt cluster scale blog web-=1 db-=1 --yes
    ok 'the web servers forget the latter' within 30 prints 3 "$1" 'grep -c server.*:3306 /etc/haproxy/haproxy.cfg'
    ok 'the former has no files any more' within 30 prints 2 "$1" 'gluster volume info shared | grep -c "^Brick[0-9]"'
    ok 'the other web server is shut down' switch "$2" shutdown offline
    ok 'the visitor still reads the post' within 60 page "$site/?feed=rss2" 'Green grass'
    ok 'it comes back' switch "$2" boot running
    ok 'all are rebooted' reboot_all blog
    ok 'the visitor reads the post' within 180 page "$site/?feed=rss2" 'Green grass'
    ok 'and the upload' within 60 page "$site/wp-content/uploads/u.txt" upload
    for node in $(labels blog web); do
        ok "$node shows the post" within 120 shows "$node" 'Green grass'
    done
    ok 'deleted' lt cluster delete blog --yes
}

for package in ${LCT_PACKAGES:-web wordpress}; do
    "try_$package"
done
ok 'the visitor leaves' lt cluster delete away --yes
is 0 "$(linodes)" 'nothing is left'
finish
