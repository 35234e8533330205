// SPDX-License-Identifier: MIT
// Regions, types, images and kernels: lists that never change.
#include "lab/world/catalogue.h"

#include "base/embed.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/event.h"
#include "lab/world/noun.h"
#include "text/json.h"

extern const struct embedded lab_catalogue_files[];

static int
load(struct catalogue *cat, const char *name, const struct doc **ret, struct lct_err *err)
{
    const struct embedded *file = embed_find(lab_catalogue_files, name);
    struct doc *d;

    if (json_parse(cat->arena, file->data, file->size, SIZE_MAX, false, &d, err) < 0)
        return lct_wrap(err, "the embedded %s", name);
    *ret = d;
    return LCT_OK;
}

int
catalogue_init(struct catalogue *cat, struct lct_err *err)
{
    cat->arena = arena_new();
    if (load(cat, "regions.json", &cat->regions, err) < 0 ||
        load(cat, "types.json", &cat->types, err) < 0 ||
        load(cat, "images.json", &cat->images, err) < 0 ||
        load(cat, "kernels.json", &cat->kernels, err) < 0 ||
        load(cat, "volume_types.json", &cat->volume_types, err) < 0 ||
        load(cat, "nodebalancer_types.json", &cat->balancer_types, err) < 0 ||
        load(cat, "firewall_templates.json", &cat->firewall_templates, err) < 0)
        return err->code;
    return LCT_OK;
}

void
catalogue_done(struct catalogue *cat)
{
    if (cat->arena)
        arena_free(cat->arena);
}

const struct doc *
catalogue_find(const struct doc *list, const char *id)
{
    doc_each (item, list)
        if (id && str_eq(doc_get_text(item, "id", NULL), id))
            return item;
    return NULL;
}

bool
catalogue_can(const struct doc *thing, const char *capability)
{
    doc_each (word, doc_get(thing, "capabilities"))
        if (str_eq(doc_text(word, NULL), capability))
            return true;
    return false;
}

struct doc *
image_entity(const struct catalogue *cat, struct arena *a, const char *id)
{
    const struct doc *image = catalogue_find(cat->images, id);

    if (!image)
        return NULL;
    return entity_new(a, "image", doc_string(a, id), doc_get_text(image, "label", NULL),
        arena_printf(a, "/v4/images/%s", id));
}

static void
answer_one(struct call *c, const struct doc *list)
{
    const struct doc *item = catalogue_find(list, c->params[0]);

    if (item)
        c->answer = (struct doc *)(uintptr_t)item;
    else
        call_not_found(c);
}

static void
region_list(struct call *c)
{
    static const char *const fields[] = { "country", "site_type", NULL };

    page_answer(c, c->lab->catalogue.regions, fields);
}

static void
region_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.regions);
}

static void
type_list(struct call *c)
{
    static const char *const fields[] = { "class", "disk", "gpus", "label", "memory", "network_out",
        "transfer", "vcpus", NULL };

    page_answer(c, c->lab->catalogue.types, fields);
}

static void
type_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.types);
}

static void
volume_type_list(struct call *c)
{
    static const char *const fields[] = { "label", "transfer", NULL };

    page_answer(c, c->lab->catalogue.volume_types, fields);
}

static void
balancer_type_list(struct call *c)
{
    static const char *const fields[] = { "label", "transfer", NULL };

    page_answer(c, c->lab->catalogue.balancer_types, fields);
}

static void
template_list(struct call *c)
{
    static const char *const fields[] = { NULL };

    page_answer(c, c->lab->catalogue.firewall_templates, fields);
}

// By its slug.
static void
template_get(struct call *c)
{
    doc_each (item, c->lab->catalogue.firewall_templates)
        if (str_eq(doc_get_text(item, "slug", NULL), c->params[0])) {
            c->answer = doc_copy(c->arena, item);
            return;
        }
    call_not_found(c);
}

static void
image_list(struct call *c)
{
    static const char *const fields[] = { "deprecated", "is_public", "label", "size", "status",
        "tags", "type", "vendor", NULL };

    page_answer(c, c->lab->catalogue.images, fields);
}

static void
image_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.images);
}

// Nobody but Linode owns one.
static void
image_delete(struct call *c)
{
    if (catalogue_find(c->lab->catalogue.images, c->params[0]))
        call_refuse(c, 403, NULL, "Unauthorized");
    else
        call_not_found(c);
}

static void
kernel_list(struct call *c)
{
    static const char *const fields[] = { "architecture", "deprecated", "kvm", "label", "pvops",
        "version", NULL };

    page_answer(c, c->lab->catalogue.kernels, fields);
}

static void
kernel_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.kernels);
}

static const struct route routes[] = {
    { "GET", "regions", "*", RATE_LIST, true, region_list },
    { "GET", "regions/{}", "*", RATE_OTHER, true, region_get },
    { "GET", "linode/types", "*", RATE_LIST, true, type_list },
    { "GET", "linode/types/{}", "*", RATE_OTHER, true, type_get },
    { "GET", "linode/kernels", "*", RATE_LIST, true, kernel_list },
    { "GET", "linode/kernels/{+}", "*", RATE_OTHER, true, kernel_get },
    { "GET", "volumes/types", "*", RATE_LIST, true, volume_type_list },
    { "GET", "nodebalancers/types", "*", RATE_LIST, true, balancer_type_list },
    { "GET", "networking/firewalls/templates", "*", RATE_LIST, false, template_list },
    { "GET", "networking/firewalls/templates/{}", "*", RATE_OTHER, false, template_get },
    { "GET", "images", "*", RATE_IMAGES, true, image_list },
    { "GET", "images/{+}", READ("images"), RATE_OTHER, true, image_get },
    { "DELETE", "images/{+}", WRITE("images"), RATE_OTHER, false, image_delete },
    { 0 },
};

const struct noun catalogue_noun = { .routes = routes };
