#!/bin/sh
# A node of a search: its own index, and one that is all of them.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

answers() {
    mariadb -h 127.0.0.1 -P 9306 -e 'SELECT COUNT(*) FROM here'
}

lct_install sphinxsearch mariadb-client
sed -i 's/^START=.*/START=yes/' /etc/default/sphinxsearch
systemctl enable --quiet sphinxsearch
echo "${SEARCH_MEMORY:-256M}" | lct_put /etc/sphinxsearch/memory
lct_follow search <<'SH'
settings() {
    cat <<CONF
# Written again by lct-search when the members change.
index here
{
    type = rt
    path = /var/lib/sphinxsearch/data/here
    rt_field = title
    rt_field = content
    rt_attr_string = title
    rt_attr_string = source
    rt_mem_limit = $(cat /etc/sphinxsearch/memory)
    min_infix_len = 3
}

index everywhere
{
    type = distributed
    local = here
$(lct_list '%n agent = %a:9312:here' | sed -n "s/^$LCT_HOSTNAME .*//; s/^[^ ]* agent/    agent/p")
    agent_connect_timeout = 1000
    agent_query_timeout = 3000
}

searchd
{
    listen = $(lct_address):9312
    listen = $(lct_address):9306:mysql41
    listen = 127.0.0.1:9306:mysql41
    log = /var/log/sphinxsearch/searchd.log
    query_log = /var/log/sphinxsearch/query.log
    pid_file = /run/sphinxsearch/searchd.pid
    binlog_path = /var/lib/sphinxsearch/data
    workers = threads
    max_children = 30
}
CONF
}

! settings | lct_changes /etc/sphinxsearch/sphinx.conf || systemctl restart sphinxsearch
SH
systemctl start sphinxsearch
lct_wait 60 'its own index' answers
