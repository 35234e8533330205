// SPDX-License-Identifier: MIT
// Linodes in the world.
#ifndef LAB_WORLD_INSTANCE_H
#define LAB_WORLD_INSTANCE_H

#include "lab/world/noun.h"

#define LINODES_PATH "linode/instances"
#define LINODE_PATH LINODES_PATH "/{}"

// A Linode, for jobs and for events.
static inline struct subject
instance_subject(int64_t id)
{
    return (struct subject){ "linode", id };
}
struct doc *instance_entity(struct lab *lab, struct arena *a, int64_t id);

// The Linode of the call's first parameter, as the API shows it; NULL: the call is refused.
struct doc *instance_need(struct call *c);
// The same, refused also while something is being done with it.
struct doc *instance_need_idle(struct call *c);

// A Linode that has a lock: then the call is refused.
bool instance_locked(struct call *c, int64_t id);

void instance_status(struct lab *lab, int64_t id, const char *status);

// What a type has, for its Linodes; a document as text.
struct doc *instance_specs(struct arena *a, const struct doc *type);
const char *instance_json(struct arena *a, const struct doc *d);

// Makes the Linode that the body describes - label, region, type, addresses, user-data, group -,
// without disks. 0: the call is refused.
int64_t instance_bare_make(struct call *c);

// A member of a body that more than one call has.
bool instance_label_check(struct call *c, const char *label, int64_t but);

// A StackScript that a disk is made with; all NULL and 0: it is made with none.
struct script_given {
    int64_t id;
    const char *text;
    const char *words; // its variables, as the shell's words
};

// script/given.c: reads stackscript_id and stackscript_data of the body; refusals are the call's.
// image: the one that the disk is made of; NULL: none.
void script_read(struct call *c, const char *image, struct script_given *out);

// What a Linode gets from an image: root password, keys, user-data, a StackScript.
struct instance_image {
    const struct doc *image; // of the catalogue; NULL: none
    const char *root_hash, *authorized_keys, *user_data;
    struct script_given script;
};

// The hash of the password in this field of the body; NULL: there is none, or it is refused.
const char *instance_password_read(struct call *c, const char *field);
// Reads and checks them; refusals are the call's.
void instance_image_read(struct call *c, const struct doc *region, struct instance_image *out);
// Two disks and a configuration. boot_size 0: all that swap leaves.
void instance_disks_make(struct call *c, int64_t linode, const struct instance_image *image,
    int64_t plan_size, int64_t swap_size, int64_t boot_size, const char *kernel);

// An OpenSSH public key on one line.
bool sshkey_is_valid(const char *key);

#endif
