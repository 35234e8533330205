// Nodes: put by UUID, listed by place, forgotten with their facts.
#include "base/str.h"
#include "store/sqlite/sqlite.h"
#include "text/json.h"

#define TAGS_MAX 65536 // bytes of JSON that a node's tags may take

static void
print_tags(struct buf *out, const char *const *tags)
{
    const char *comma = "";

    buf_addc(out, '[');
    for (; tags && *tags; tags++, comma = ",") {
        buf_adds(out, comma);
        json_quote(out, *tags);
    }
    buf_addc(out, ']');
}

static void
bind_place(struct query *q, const struct node *n)
{
    query_text(q, n->cluster);
    query_text(q, n->uuid);
    query_text(q, n->cluster);
    query_int(q, n->generation);
    query_text(q, n->group);
    query_text(q, n->region);
    query_text(q, n->type);
    query_text(q, n->image);
    query_int(q, n->index);
    query_text(q, n->name);
    query_text(q, n->label);
}

static void
bind_state(struct query *q, const struct node *n)
{
    query_text(q, n->draws);
    query_text(q, state_name(n->state));
    query_int(q, n->linode_id);
    query_text(q, n->public_ipv4);
    query_text(q, n->private_ipv4);
    query_text(q, n->ipv6);
    query_text(q, n->host_key);
    query_int(q, n->booted);
    query_int(q, n->secured);
    query_text(q, n->firewall_digest);
    query_text(q, n->hosts_digest);
    query_text(q, n->error);
    query_text(q, n->public_fqdn);
    query_text(q, n->private_fqdn);
    query_int(q, n->created_ms);
    query_int(q, n->updated_ms);
}

int
sqlite_node_put(struct store *store, const struct node *n, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    _own_(buf) struct buf tags = { 0 };
    struct query q;
    int code = sqlite_write(s, n->cluster, err);

    if (code != LCT_OK)
        return code;
    print_tags(&tags, n->granted ? n->granted : n->tags);
    q = query_begin(s,
        "INSERT INTO nodes (context, uuid, cluster, generation, group_name, region, type, image, "
        "number, name, label, tags, draws, state, linode_id, public_ipv4, private_ipv4, ipv6, "
        "host_key, booted, secured, firewall_digest, hosts_digest, error, public_fqdn, "
        "private_fqdn, created_ms, updated_ms) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (uuid) DO UPDATE SET generation = excluded.generation, "
        "group_name = excluded.group_name, region = excluded.region, type = excluded.type, "
        "image = excluded.image, number = excluded.number, name = excluded.name, "
        "label = excluded.label, tags = excluded.tags, draws = excluded.draws, "
        "state = excluded.state, linode_id = excluded.linode_id, "
        "public_ipv4 = excluded.public_ipv4, private_ipv4 = excluded.private_ipv4, "
        "ipv6 = excluded.ipv6, host_key = excluded.host_key, booted = excluded.booted, "
        "secured = excluded.secured, firewall_digest = excluded.firewall_digest, "
        "hosts_digest = excluded.hosts_digest, error = excluded.error, "
        "public_fqdn = excluded.public_fqdn, private_fqdn = excluded.private_fqdn, "
        "created_ms = excluded.created_ms, updated_ms = excluded.updated_ms "
        "WHERE cluster = excluded.cluster");
    bind_place(&q, n);
    query_text(&q, buf_str(&tags));
    bind_state(&q, n);
    return query_write_one(&q, LCT_EUSAGE, "the node is of another cluster", err);
}

static int
read_tags(struct query *q, struct arena *a, struct node *n)
{
    const char *text = row_text(q, a), **tags;
    struct lct_err why;
    struct doc *list;
    size_t count;

    if (json_parse(a, text ? text : "[]", text ? strlen(text) : 2, TAGS_MAX, false, &list, &why) <
        0) {
        lct_wrap(&why, "the tags of the node %s in the inventory", n->uuid);
        return query_fail(q, &why);
    }
    count = doc_count(list);
    tags = arena_array(a, count + 1, sizeof *tags);
    for (size_t i = 0; i < count; i++)
        tags[i] = doc_text(doc_at(list, i), "");
    n->tags = tags;
    return LCT_OK;
}

static void
read_state(struct query *q, struct arena *a, struct node *n)
{
    n->draws = row_text(q, a);
    n->state = state_parse(row_text(q, a));
    n->linode_id = row_int(q);
    n->public_ipv4 = row_text(q, a);
    n->private_ipv4 = row_text(q, a);
    n->ipv6 = row_text(q, a);
    n->host_key = row_text(q, a);
    n->booted = row_int(q) != 0;
    n->secured = row_int(q) != 0;
    n->firewall_digest = row_text(q, a);
    n->hosts_digest = row_text(q, a);
    n->error = row_text(q, a);
    n->public_fqdn = row_text(q, a);
    n->private_fqdn = row_text(q, a);
    n->created_ms = row_int(q);
    n->updated_ms = row_int(q);
}

static struct node *
read_node(struct query *q, struct arena *a)
{
    struct node *n = ARENA_NEW(a, struct node);

    row_uuid(q, n->uuid);
    row_uuid(q, n->cluster);
    n->generation = (unsigned)row_int(q);
    n->group = row_text(q, a);
    n->region = row_text(q, a);
    n->type = row_text(q, a);
    n->image = row_text(q, a);
    n->index = (unsigned)row_int(q);
    n->name = row_text(q, a);
    n->label = row_text(q, a);
    if (read_tags(q, a, n) < 0)
        return NULL;
    read_state(q, a, n);
    return n;
}

int
sqlite_node_list(struct store *store, struct arena *a, const char *app, const char *customer,
    const char *cluster_uuid, struct node ***ret, size_t *n, struct lct_err *err)
{
    VEC(struct node *) found = { 0 };
    struct node *node;
    struct query q = query_begin(sqlite_of(store),
        "SELECT uuid, cluster, generation, group_name, region, type, image, number, name, label, "
        "tags, draws, state, linode_id, public_ipv4, private_ipv4, ipv6, host_key, booted, "
        "secured, firewall_digest, hosts_digest, error, public_fqdn, private_fqdn, created_ms, "
        "updated_ms FROM nodes "
        "WHERE context = (SELECT id FROM contexts WHERE app = ? AND customer = ?) "
        "AND cluster = ifnull(?, cluster) ORDER BY region, group_name, number, cluster, uuid");

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, cluster_uuid);
    while (query_row(&q) && (node = read_node(&q, a)))
        vec_push(&found, node);
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}

int
sqlite_node_cluster(
    struct sqlite *s, const char *uuid, char cluster[static UUID_TEXT], struct lct_err *err)
{
    struct query q = query_begin(s, "SELECT cluster FROM nodes WHERE uuid = ?");

    cluster[0] = '\0';
    query_text(&q, uuid);
    if (query_row(&q))
        row_uuid(&q, cluster);
    return query_end(&q, err);
}

int
sqlite_node_remove(struct store *store, const char *uuid, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_node_cluster(s, uuid, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_begin(s, "DELETE FROM nodes WHERE uuid = ?");
    query_text(&q, uuid);
    return query_write(&q, err); // one that is gone already is removed
}
