#!/bin/sh
# A node of a search: its own index, and one that is all of them.
set -eu
# shellcheck source=../../node/hook.sh
. "$LCT_LIB"

settings() {
    cat <<CONF
index here
{
    type = rt
    path = /var/lib/sphinxsearch/data/here
    rt_field = title
    rt_field = content
    rt_attr_string = title
    rt_attr_string = source
    rt_mem_limit = ${SEARCH_MEMORY:-256M}
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

answers() {
    mariadb -h 127.0.0.1 -P 9306 -e 'SELECT COUNT(*) FROM here'
}

lct_install sphinxsearch mariadb-client
settings | lct_put /etc/sphinxsearch/sphinx.conf
sed -i 's/^START=.*/START=yes/' /etc/default/sphinxsearch
systemctl enable --quiet sphinxsearch
systemctl restart sphinxsearch
lct_wait 60 'its own index' answers
