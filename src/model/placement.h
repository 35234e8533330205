// Placement groups as the cloud shows them, and as we ask for them: machines that it keeps apart.
#ifndef MODEL_PLACEMENT_H
#define MODEL_PLACEMENT_H

#include <stdbool.h>

struct placement_group {
    const char *id, *label, *region;
    const char *type;           // "anti_affinity:local"
    const char *policy;         // "strict" or "flexible"
    bool compliant;             // they are apart
    const char *const *members; // ids of machines, NULL-terminated
};

struct placement_spec {
    const char *label, *region, *type, *policy;
};

#endif
