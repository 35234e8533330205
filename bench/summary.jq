# SPDX-License-Identifier: MIT
# The results as one document: the medians of what was measured more than once, each beside its
# ratio to ours, and the goals.
def median: sort | if length == 0 then null else (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2 end;
def ours: IN("our driver", "node.secure", "linodetool cluster run");

. as $all
| [group_by([.nodes, .what, .who])[] | {
    nodes: .[0].nodes, what: .[0].what, who: .[0].who, runs: length,
    each: .[0].each, wall_s: (map(.wall_s // empty) | median), cpu_s: (map(.cpu_s // empty) | median),
    load: (map(.load) | max), failed: (map(select((.status // 0) != 0)) | length)}] as $rows
| def of($nodes; $what): [$rows[] | select(.nodes == $nodes and .what == $what)];
  def us($nodes; $what): [of($nodes; $what)[] | select(.who | IN("our driver", "node.secure", "linodetool, script"))][0];
  def goal($nodes; $name; $value; $least; $most):
    {nodes: $nodes, name: $name, value: $value,
     goal: (if $least then ">= \($least)" else "<= \($most)" end),
     met: ($value != null and (if $least then $value >= $least else $value <= $most end))};
{
  machine: {cpus: $cpus, when: $when},
  rows: [$rows[] | . as $r | us(.nodes; .what) as $u
    | if $u and $r.who != $u.who and $u.wall_s > 0 and ($u.cpu_s // 0) > 0
      then . + {wall_ratio: (.wall_s / $u.wall_s), cpu_ratio: (if .cpu_s then .cpu_s / $u.cpu_s else null end)}
      else . end],
  goals: [($rows | map(.nodes) | unique[]) as $n
    | (us($n; "login") | goal($n; "our CPU a login, ms"; .cpu_s * 1000 / $n; null; 1)),
      (us($n; "more") | goal($n; "our CPU a further command, ms"; .cpu_s * 1000 / $n / .each; null; 0.1)),
      (("true", "harden") as $what | us($n; $what) as $u
        | of($n; $what)[] | select(.who | startswith("ansible"))
        | goal($n; "\($what): \(.who) : ours, wall"; .wall_s / $u.wall_s; 10; null),
          goal($n; "\($what): \(.who) : ours, CPU"; .cpu_s / $u.cpu_s; 50; null)),
      (of($n; "create") as $create
        | of($n; "bare start, cloud-init")[0] as $bare
        | goal($n; "create : bare start, wall"; ([$create[].wall_s // empty][0]) / $bare.wall_s; null; 1.5),
          ([$create[] | select(.who == "lab and nodes") | .cpu_s // empty][0] as $cpu
            | select($cpu) | goal($n; "create : bare start, CPU of the nodes"; $cpu / $bare.cpu_s; null; 1.5)),
        ([of($n; "create, storage")[].wall_s // empty][0] as $disks
          | goal($n; "create with two disks and a volume : create, wall"; $disks / [$create[].wall_s // empty][0]; null; 2)),
        (of($n; "requests, storage")[0] | goal($n; "requests a node with them : least that there can be"; .each / 7; null; 3)))]
}
