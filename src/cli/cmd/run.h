// SPDX-License-Identifier: MIT
// What the commands do, one function each.
#ifndef CLI_CMD_RUN_H
#define CLI_CMD_RUN_H

#include "cli/show/changes.h"
#include "cli/show/tell.h"

int run_cluster_create(struct invocation *v);
int run_cluster_plan(struct invocation *v);
int run_cluster_list(struct invocation *v);
int run_cluster_show(struct invocation *v);
int run_cluster_nodes(struct invocation *v);
int run_cluster_graph(struct invocation *v);
int run_cluster_apply(struct invocation *v);
int run_cluster_scale(struct invocation *v);
int run_cluster_replace(struct invocation *v);
int run_cluster_start(struct invocation *v);
int run_cluster_stop(struct invocation *v);
int run_cluster_firewall(struct invocation *v);
int run_cluster_drain(struct invocation *v);
int run_cluster_restart(struct invocation *v);
int run_node_start(struct invocation *v);
int run_node_stop(struct invocation *v);
int run_node_drain(struct invocation *v);
int run_node_reboot(struct invocation *v);
int run_node_rebuild(struct invocation *v);
int run_cluster_import(struct invocation *v);
int run_cluster_adopt(struct invocation *v);
int run_cluster_resume(struct invocation *v);
int run_cluster_retry(struct invocation *v);
int run_cluster_audit(struct invocation *v);
int run_cluster_delete(struct invocation *v);
int run_cluster_expire(struct invocation *v);
int run_cluster_run(struct invocation *v);
int run_cluster_cp(struct invocation *v);
int run_node_create(struct invocation *v);
int run_node_list(struct invocation *v);
int run_node_show(struct invocation *v);
int run_node_ssh(struct invocation *v);
int run_node_delete(struct invocation *v);
int run_node_rescue(struct invocation *v);
int run_node_password(struct invocation *v);
int run_node_clone(struct invocation *v);
int run_node_backup(struct invocation *v);
int run_plan_check(struct invocation *v);
int run_plan_show(struct invocation *v);
int run_plan_explain(struct invocation *v);
int run_plan_schema(struct invocation *v);
int run_list(struct invocation *v);
int run_list_packages(struct invocation *v);
int run_plan_new(struct invocation *v);
int run_query(struct invocation *v);
int run_operation_list(struct invocation *v);
int run_operation_show(struct invocation *v);
int run_operation_watch(struct invocation *v);
int run_operation_prune(struct invocation *v);
int run_store_list(struct invocation *v);
int run_store_backup(struct invocation *v);
int run_store_restore(struct invocation *v);
int run_secret_set(struct invocation *v);
int run_secret_get(struct invocation *v);
int run_secret_list(struct invocation *v);
int run_secret_delete(struct invocation *v);
int run_profile_list(struct invocation *v);
int run_profile_use(struct invocation *v);
int run_profile_show(struct invocation *v);
int run_lab_start(struct invocation *v);
int run_lab_stop(struct invocation *v);
int run_lab_status(struct invocation *v);
int run_lab_reset(struct invocation *v);
int run_lab_fault(struct invocation *v);
int run_lab_dial(struct invocation *v);
int run_ssh_agent(struct invocation *v);
int run_ssh_config(struct invocation *v);
int run_completion(struct invocation *v);
int run_complete(struct invocation *v);
int run_hook_list(struct invocation *v);
int run_hook_rerun(struct invocation *v);
int run_volume_list(struct invocation *v);
int run_volume_show(struct invocation *v);
int run_volume_delete(struct invocation *v);
int run_version(struct invocation *v);

// What --dry-run and a question begin with: shows the changes; refuses a plan (NULL: that the
// cluster keeps) that is not carried out yet; asks, unless nothing changes; carries them out. Frees
// them.
int agree_and_carry_out(
    struct invocation *v, struct lct_changes *c, const struct lct_plan *plan, const char *begin);
// Of what has that name: it is deleted now, where --yes was said beforehand, else worked
// out, shown and asked for.
int agree_and_delete(struct invocation *v, const char *what, const char *name,
    int (*now)(struct lct *, const char *, const struct lct_watch *, struct lct_answer **,
        struct lct_err *),
    int (*work_out)(struct lct *, const char *, struct lct_changes **, struct lct_err *));
// Has them worked out as the options say of volumes; a status.
int answer_data(struct invocation *v, struct lct_changes *c);
// Writes a file, never over one that is there; a status.
struct buf;
int write_new_file(const struct invocation *v, const char *path, const struct buf *text);
// Whoever cannot log in is told so before a plan is read and the network asked.
bool may_log_in(struct invocation *v, int *status);
// Serves the agent in another process for as long as this one lives, whatever program it becomes.
// It is gone afterwards, also when that fails. Only when the toolkit is closed.
int agent_beside(struct lct_agent *a, struct lct_err *err);
// plan show --graph.
int graph_plan(struct invocation *v, const struct lct_plan *plan);
// Shared by creating clusters and nodes: shows the plan, asks, creates, tells how it went.
int create_by_plan(struct invocation *v, const char *name, const struct lct_plan *plan);
// Reads a plan with the options of the invocation; problems are printed. NULL: *status says.
struct lct_plan *read_plan(struct invocation *v, const char *where, int *status);
void print_problems(const struct invocation *v, const struct lct_plan *plan);
// Notes when the catalogue that was used is not the cloud's of today, unless quiet.
void tell_catalogue(const struct invocation *v);

// A plan whose only fault is that it names what was retired can be carried out with the successors
// if somebody is there to say so. offer takes a plan read that way, and yields it, or frees it and
// sets *status.
bool may_offer_successors(const struct invocation *v);
struct lct_plan *offer_successors(struct invocation *v, struct lct_plan *plan, int *status);

#endif
