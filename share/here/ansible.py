# SPDX-License-Identifier: MIT
"""Writes what came of each host, a line of JSON for each, when a playbook has ended; then one that it has."""

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: lct
type: notification
short_description: what came of each host
description: A line of JSON for each host into the file that LCT_ANSWERS names.
"""

MOST = 65536  # characters of one host


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "lct"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self.said = {}

    def note(self, how, result, detail=""):
        name = result._task.get_name() if result._task else ""
        lines = self.said.setdefault(result._host.get_name(), [])
        lines.append("%s: %s%s" % (how, name, ": " + detail if detail else ""))

    @staticmethod
    def detail(result):
        if result._task and result._task.no_log:
            return "it is not to be told (no_log)"
        of = result._result
        for key in ("msg", "stderr", "stdout", "module_stderr", "module_stdout"):
            if of.get(key):
                return str(of[key]).strip()
        return ""

    def v2_runner_on_ok(self, result):
        self.note("changed" if result._result.get("changed") else "ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.note("ignored" if ignore_errors else "failed", result, self.detail(result))

    def v2_runner_on_unreachable(self, result):
        self.note("unreachable", result, self.detail(result))

    def v2_playbook_on_stats(self, stats):
        with open(os.environ["LCT_ANSWERS"], "w", encoding="utf-8") as out:
            for host in sorted(stats.processed):
                of = stats.summarize(host)
                said = "\n".join(self.said.get(host, []))
                line = {"host": host, "well": not (of["failures"] or of["unreachable"]), "said": said[-MOST:] + "\n"}
                out.write(json.dumps(line) + "\n")
            out.write(json.dumps({"through": True}) + "\n")
