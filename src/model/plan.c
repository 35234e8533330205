// Words of plans.
#include "model/plan.h"

const char *
event_name(enum event e)
{
    static const char *const names[] = {
        [EVENT_CREATED] = "created",
        [EVENT_FIRSTBOOT] = "firstboot",
        [EVENT_BOOT] = "boot",
        [EVENT_SSHREADY] = "sshready",
        [EVENT_CLUSTERSTARTING] = "clusterstarting",
        [EVENT_CLUSTERSTARTED] = "clusterstarted",
        [EVENT_REGIONREADY] = "regionready",
        [EVENT_PLANREADY] = "planready",
        [EVENT_CLUSTERSTOPPING] = "clusterstopping",
        [EVENT_MEMBERSHIP] = "membership",
        [EVENT_DESTROY] = "destroy",
    };

    return names[e];
}
