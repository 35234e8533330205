// SPDX-License-Identifier: MIT
// The public StackScripts that every lab has, of share/lab/stackscripts.
#include "base/embed.h"
#include "base/str.h"
#include "lab/world/instance.h"
#include "lab/world/script/script.h"
#include "text/json.h"

extern const struct embedded lab_script_files[];

#define OWNER "linode"
#define IMAGES "[\"" CATALOGUE_REAL_IMAGE "\"]"

// One of an older lab gets the text of this one.
static void
stock_one(struct lab *lab, struct arena *a, const struct embedded *file)
{
    char now[WORLD_TIME];
    const char *fault;
    const char *fields = instance_json(a, udf_read(a, file->data, &fault));
    int64_t id = world_int(&lab->world, 0,
        "SELECT id FROM stackscript WHERE username = '" OWNER "' AND label = ?", "t", file->name);

    world_time(&lab->world, now);
    if (!id)
        id = world_insert(&lab->world,
            "INSERT INTO stackscript (username, label, description, images, is_public, mine, "
            "created, updated, rev_note, script, fields) "
            "VALUES ('" OWNER "', ?, 'Of lct-lab', '" IMAGES "', 1, 0, ?2, ?2, '', '', '[]')",
            "tt", file->name, now);
    world_do(&lab->world,
        "UPDATE stackscript SET script = ?2, fields = ?3, updated = ?4 WHERE id = ?1 AND script <> "
        "?2",
        "ittt", id, file->data, fields, now);
}

void
script_stock(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();

    for (const struct embedded *f = lab_script_files; f->name; f++)
        stock_one(lab, a, f);
}
