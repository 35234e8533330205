# SPDX-License-Identifier: MIT
# The summary for people.
def n($digits): if . == null then "-" else . * pow(10; $digits) | round / pow(10; $digits) | tostring end;

"nodes|what|who|wall s|CPU s|x wall|x CPU|runs|load",
(.rows[] | [(.nodes | tostring), .what, .who + (if .failed > 0 then " (FAILED)" else "" end),
    (.wall_s | n(3)), (.cpu_s | n(3)), (.wall_ratio | n(1)), (.cpu_ratio | n(1)),
    (.runs | tostring), (.load | tostring)] | join("|")),
"",
"nodes|goal||got|wanted|",
(.goals[] | [(.nodes | tostring), .name, "", (.value | n(3)), .goal, (if .met then "met" else "NOT MET" end)] | join("|"))
