// SPDX-License-Identifier: MIT
// Validates plans with a validator of others against the schema that linodetool prints, and tells
// where the two disagree: one line a plan, "ok WHAT" or "not WHAT: WHY".
//
// usage: node validate.cjs SCHEMA good|bad|case FILE...
//   good  the schema must allow the file       bad  it must refuse it
//   case  each case of test/case/plan: what linodetool says of it decides
'use strict';
const fs = require('fs');
const path = require('path');
const YAML = require('yaml');
const Ajv2020 = require('ajv/dist/2020');

const [schemaFile, mode, ...files] = process.argv.slice(2);
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
const allows = ajv.compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));

// What the tables refuse, in the words of src/text/schema.c. All else is refused by later stages,
// which a schema knows nothing of.
const ofTables =
    /unknown key|the key '(?!type').*' is missing|is not one of: |is no name: 1 to|must have [\d.]+ to|must be within|is no size: use|' has no value|mean the same: give/;

// null: fine; else why not.
function judge(text) {
    let plan;
    try {
        plan = YAML.parse(text);
    } catch (e) {
        return `no YAML: ${e.message.split('\n')[0]}`;
    }
    if (allows(plan))
        return null;
    const e = allows.errors[0];
    return `${e.instancePath || 'the plan'} ${e.message} (${e.schemaPath})`;
}

function tell(what, wanted, why) {
    if ((wanted === 'good') === (why === null))
        console.log(`ok ${what}`);
    else
        console.log(`not ${what}: ${why || 'the schema allows it'}`);
}

// "=== title", the plan, "--- section" ...
function cases(text) {
    return text.split(/^=== /m).slice(1).map((part) => {
        const [head, ...sections] = part.split(/^--- /m);
        const end = head.indexOf('\n');
        const says = sections.find((s) => s.startsWith('says\n')) || '';
        return { title: head.slice(0, end), plan: head.slice(end + 1), says };
    });
}

function tellCase(file, c) {
    const errors = c.says.split('\n').filter((line) => /^\d+:\d+: error: /.test(line));
    const refused = errors.some((line) => ofTables.test(line));

    if (errors.length && !refused)
        return;
    tell(`${path.basename(file)}: ${c.title}`, refused ? 'bad' : 'good', judge(c.plan));
}

for (const file of files) {
    const text = fs.readFileSync(file, 'utf8');
    if (mode === 'case')
        cases(text).forEach((c) => tellCase(file, c));
    else
        tell(path.basename(file), mode, judge(text));
}
