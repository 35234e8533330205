// SPDX-License-Identifier: MIT
// What Linode takes as a label or a tag. They are refused before anything is asked for: a create
// that fails in the middle leaves machines behind.
#ifndef MODEL_LABEL_H
#define MODEL_LABEL_H

#define FAULT_WHY 160

// What keeps the text from being the label of one: "it has 2 characters: 3 to 64 are possible".
// NULL: nothing does. why holds it.
const char *linode_label_fault(const char *label, char why[static FAULT_WHY]);
const char *balancer_label_fault(const char *label, char why[static FAULT_WHY]);
const char *vlan_label_fault(const char *label, char why[static FAULT_WHY]);
const char *vpc_label_fault(const char *label, char why[static FAULT_WHY]); // and of its subnets
const char *placement_label_fault(const char *label, char why[static FAULT_WHY]);

#define TAG_LEAST 3 // characters
#define TAG_MOST 50

// The same of a tag. Those that begin with "lct:" are ours.
const char *tag_fault(const char *tag, char why[static FAULT_WHY]);

#endif
