// SPDX-License-Identifier: MIT
// Regions, types, images and kernels: lists that never change.
#include "lab/world/catalogue.h"

#include "base/embed.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/nouns.h"
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
        load(cat, "nodebalancer_types.json", &cat->balancer_types, err) < 0)
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

static void
answer_one(struct call *c, const struct doc *list)
{
    const struct doc *item = catalogue_find(list, c->params[0]);

    if (item)
        c->answer = (struct doc *)(uintptr_t)item;
    else
        call_not_found(c);
}

void
region_list(struct call *c)
{
    static const char *const fields[] = { "country", "site_type", NULL };

    page_answer(c, c->lab->catalogue.regions, fields);
}

void
region_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.regions);
}

void
type_list(struct call *c)
{
    static const char *const fields[] = { "class", "disk", "gpus", "label", "memory", "network_out",
        "transfer", "vcpus", NULL };

    page_answer(c, c->lab->catalogue.types, fields);
}

void
type_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.types);
}

void
volume_type_list(struct call *c)
{
    static const char *const fields[] = { "label", "transfer", NULL };

    page_answer(c, c->lab->catalogue.volume_types, fields);
}

void
balancer_type_list(struct call *c)
{
    static const char *const fields[] = { "label", "transfer", NULL };

    page_answer(c, c->lab->catalogue.balancer_types, fields);
}

void
image_list(struct call *c)
{
    static const char *const fields[] = { "deprecated", "is_public", "label", "size", "status",
        "tags", "type", "vendor", NULL };

    page_answer(c, c->lab->catalogue.images, fields);
}

void
image_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.images);
}

void
kernel_list(struct call *c)
{
    static const char *const fields[] = { "architecture", "deprecated", "kvm", "label", "pvops",
        "version", NULL };

    page_answer(c, c->lab->catalogue.kernels, fields);
}

void
kernel_get(struct call *c)
{
    answer_one(c, c->lab->catalogue.kernels);
}
