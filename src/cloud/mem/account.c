// SPDX-License-Identifier: MIT
// Machines and events of the account in memory, and how they change with time.
#include "cloud/mem/account.h"

#include "base/str.h"
#include "base/texts.h"

struct mem_account *
mem_account_new(void)
{
    struct mem_account *a = NEW(struct mem_account);

    a->dials = (struct mem_dials){ .answer_ms = 200,
        .provision_ms = 8000,
        .boot_ms = 20000,
        .shutdown_ms = 5000,
        .disk_ms = 4000,
        .volume_ms = 3000,
        .create_window_ms = 15000 };
    a->arena = arena_new();
    a->last_id = 1000;
    a->last_event = 5000;
    return a;
}

static void
machine_free(struct mem_machine *m)
{
    backups_free(m);
    vec_done(&m->disks);
    vec_done(&m->configs);
    vec_done(&m->more);
    arena_free(m->arena);
    free(m);
}

void
mem_account_free(struct mem_account *a)
{
    vec_each (m, &a->machines)
        machine_free(*m);
    vec_done(&a->machines);
    vec_done(&a->groups);
    vec_done(&a->vpcs);
    vec_done(&a->reserved);
    vec_done(&a->volumes);
    vec_done(&a->firewalls);
    balancers_free(a);
    vec_done(&a->events);
    vec_done(&a->announced);
    map_done(&a->requests);
    arena_free(a->arena);
    free(a);
}

struct mem_dials *
mem_account_dials(struct mem_account *a)
{
    return &a->dials;
}

void
mem_account_trouble(struct mem_account *a, mem_trouble_fn *fn, void *user)
{
    a->trouble = fn;
    a->trouble_user = user;
}

size_t
mem_account_count(const struct mem_account *a)
{
    return a->machines.n;
}

const struct machine *
mem_account_machine(const struct mem_account *a, size_t i)
{
    return &a->machines.items[i]->shown;
}

unsigned
mem_account_requests(const struct mem_account *a, const char *kind)
{
    return (unsigned)(uintptr_t)map_get(&a->requests, kind);
}

struct mem_machine *
account_find(const struct mem_account *a, const char *id)
{
    vec_each (m, &a->machines)
        if (str_eq((*m)->shown.id, id))
            return *m;
    return NULL;
}

struct mem_machine *
account_labelled(const struct mem_account *a, const char *label)
{
    vec_each (m, &a->machines)
        if (str_eq((*m)->shown.label, label))
            return *m;
    return NULL;
}

bool
machine_is_busy(const struct mem_machine *m)
{
    return m->n_phases > 0 || disks_busy(m) || backups_busy(m);
}

// ---- events

static int64_t
event_add(struct mem_account *a, const char *action, const struct mem_machine *m, bool instant)
{
    struct cloud_event *e = vec_add(&a->events);

    *e = (struct cloud_event){ .id = ++a->last_event,
        .action = action,
        .status = instant ? "notification" : "started",
        .entity_type = "linode",
        .entity_id = arena_strdup(a->arena, m->shown.id) }; // it outlives the machine
    return e->id;
}

void
mem_account_announce(struct mem_account *a, const struct maintenance *m)
{
    vec_push(&a->announced, *m);
}

void
mem_account_lassie(struct mem_account *a, const char *machine)
{
    struct mem_machine *m = account_find(a, machine);

    if (m)
        event_add(a, "lassie_reboot", m, true);
}

static void
event_finish(struct mem_account *a, int64_t id, bool well)
{
    vec_each (e, &a->events)
        if (e->id == id) {
            e->status = well ? "finished" : "failed";
            e->message = well ? NULL : "the kernel panicked";
            e->percent = 100;
        }
}

// ---- time

static void
status_show(struct mem_machine *m, const char *name)
{
    m->shown.status_name = name;
    m->shown.status = str_eq(name, "running")      ? MACHINE_RUNNING
                      : str_eq(name, "offline")    ? MACHINE_OFFLINE
                      : str_eq(name, "rebuilding") ? MACHINE_REBUILDING
                                                   : MACHINE_BUSY;
}

static void
type_settle(struct mem_machine *m)
{
    struct mem_disk *only = m->fits ? machine_only_disk(m) : NULL;

    if (only)
        only->shown.size_mb += mem_type_disk_mb(m->next_type) - disks_mb(m);
    if (m->next_type)
        m->shown.type = m->next_type;
    m->next_type = NULL;
}

static void
machine_settle(struct mem_account *a, struct mem_machine *m, int64_t now_ms)
{
    disks_settle(m, now_ms);
    backups_settle(m, now_ms);
    while (m->n_phases && m->phases[0].until_ms <= now_ms) {
        bool well = m->n_phases > 1 || !str_eq(m->phases[0].status, "booting") ||
                    str_eq(m->rest, "running");
        event_finish(a, m->phases[0].event, well);
        if (str_eq(m->phases[0].status, "resizing"))
            type_settle(m);
        memmove(m->phases, m->phases + 1, --m->n_phases * sizeof *m->phases);
    }
    status_show(m, m->n_phases ? m->phases[0].status : m->rest);
}

void
account_settle(struct mem_account *a, int64_t now_ms)
{
    vec_each (m, &a->machines)
        machine_settle(a, *m, now_ms);
    volumes_settle(a, now_ms);
    a->seen_ms = now_ms;
}

static void
phase_add(struct mem_account *a, struct mem_machine *m, const char *status, int64_t ms,
    const char *action, int64_t now_ms)
{
    int64_t from = m->n_phases ? m->phases[m->n_phases - 1].until_ms : now_ms;

    m->phases[m->n_phases++] = (struct phase){ status, from + ms, event_add(a, action, m, false) };
    status_show(m, m->phases[0].status);
}

void
account_boot(struct mem_account *a, struct mem_machine *m, int64_t now_ms, bool never_boots)
{
    phase_add(a, m, "booting", a->dials.boot_ms, "linode_boot", now_ms);
    m->rest = never_boots ? "offline" : "running";
}

void
machine_reboot(struct mem_account *a, struct mem_machine *m, int64_t now_ms)
{
    phase_add(a, m, "rebooting", a->dials.boot_ms, "linode_reboot", now_ms);
    m->rest = "running";
}

void
machine_shutdown(struct mem_account *a, struct mem_machine *m, int64_t now_ms)
{
    phase_add(a, m, "shutting_down", a->dials.shutdown_ms, "linode_shutdown", now_ms);
    m->rest = "offline";
}

// ---- making and changing

void
machine_update(struct mem_machine *m, const char *label, const char *const *tags)
{
    if (label)
        m->shown.label = arena_strdup(m->arena, label);
    m->shown.tags = texts_copy(m->arena, tags);
}

static void
addresses_give(struct mem_machine *m, unsigned n, bool private_ip)
{
    m->shown.public_ipv4 = arena_printf(m->arena, "198.18.%u.%u", n >> 8 & 255, n & 255);
    m->shown.ipv6 = arena_printf(m->arena, "2001:db8::%x", n);
    if (private_ip)
        m->shown.private_ipv4 =
            arena_printf(m->arena, "192.168.%u.%u", 128 + (n >> 8 & 127), n & 255);
}

// Not Linode's numbers: whoever takes an id for one is found here.
const char *
id_new(struct mem_account *a, struct arena *to)
{
    return arena_printf(to, "00000000-0000-4000-8000-%012llx", (unsigned long long)++a->last_id);
}

int
account_create(struct mem_account *a, const struct machine_spec *s, int64_t now_ms,
    bool never_boots, struct mem_machine **ret, struct lct_err *err)
{
    static const char *const none[] = { NULL };
    struct mem_machine *m;
    int r = account_spec_check(a, s, err);

    if (r != 0)
        return r;
    m = NEW(struct mem_machine);
    m->arena = arena_new();
    m->shown = (struct machine){ .id = id_new(a, m->arena),
        .label = arena_strdup(m->arena, s->label),
        .region = arena_strdup(m->arena, s->region),
        .type = arena_strdup(m->arena, s->type),
        .image = s->image ? arena_strdup(m->arena, s->image) : NULL,
        .tags = texts_copy(m->arena, s->tags),
        .created = "2026-01-01T00:00:00",
        .maintenance = arena_strdup(m->arena, s->maintenance ? s->maintenance : "linode/migrate"),
        .locks = none,
        .more_ipv4 = none,
        .backups = s->backups };
    addresses_give(m, (unsigned)a->last_id, s->private_ip);
    interfaces_give(a, m, s->interfaces, s->n_interfaces);
    if (s->ipv4) {
        m->shown.public_ipv4 = arena_strdup(m->arena, s->ipv4);
        account_reserved(a, s, err)->machine = m;
    }
    m->group = s->placement ? account_placement(a, s->placement)->id : 0;
    m->firewall = s->firewall ? account_firewall(a, s->firewall)->id : NULL;
    m->filtered = spec_filtered(s);
    vec_push(&a->machines, m);
    m->rest = "offline";
    phase_add(a, m, "provisioning", a->dials.provision_ms, "linode_create", now_ms);
    if (s->image)
        disks_of_image(a, m, s->swap_mb, now_ms + a->dials.provision_ms);
    if (s->booted && s->image)
        account_boot(a, m, now_ms, never_boots);
    *ret = m;
    return 0;
}

void
machine_rebuild(
    struct mem_account *a, struct mem_machine *m, const struct machine_spec *s, int64_t now_ms)
{
    m->rest = "offline";
    m->shown.image = arena_strdup(m->arena, s->image ? s->image : "");
    disks_clear(m);
    disks_of_image(a, m, s->swap_mb, now_ms + a->dials.provision_ms);
    phase_add(a, m, "rebuilding", a->dials.provision_ms, "linode_rebuild", now_ms);
    if (s->booted)
        account_boot(a, m, now_ms, false);
}

void
machine_restore(struct mem_account *a, struct mem_machine *m, const struct mem_machine *from,
    bool over, int64_t now_ms)
{
    m->rest = "offline";
    if (over)
        disks_clear(m);
    disks_copy(a, m, from, now_ms + a->dials.provision_ms);
    phase_add(a, m, "restoring", a->dials.provision_ms, "backups_restore", now_ms);
}

// It ends as it was: one that ran is booted again.
void
machine_resize(
    struct mem_account *a, struct mem_machine *m, const struct machine_resize *how, int64_t now_ms)
{
    const bool ran = m->shown.status == MACHINE_RUNNING;

    m->next_type = arena_strdup(m->arena, how->type);
    m->fits = how->fit_disks;
    phase_add(a, m, "resizing", a->dials.provision_ms, "linode_resize", now_ms);
    if (ran)
        account_boot(a, m, now_ms, false);
}

void
account_remove(struct mem_account *a, struct mem_machine *m)
{
    event_add(a, "linode_delete", m, true);
    volumes_part(a, m);
    reserved_part(a, m);
    for (size_t i = 0; i < a->machines.n; i++)
        if (a->machines.items[i] == m) {
            vec_remove(&a->machines, i);
            break;
        }
    machine_free(m);
}

int64_t
account_create_wait_ms(struct mem_account *a, int64_t now_ms)
{
    if (!a->dials.create_limit)
        return 0;
    if (!a->window_used || now_ms >= a->window_ms + a->dials.create_window_ms) {
        a->window_ms = now_ms;
        a->window_used = 0;
    } else if (a->window_used >= a->dials.create_limit) {
        a->window_ms += a->dials.create_window_ms;
        a->window_used = 0;
    }
    a->window_used++;
    return a->window_ms > now_ms ? a->window_ms - now_ms : 0;
}
