#!/bin/sh
# SPDX-License-Identifier: MIT
# StackScripts by the API: shapes, what is read out of them, refusals, what becomes of Linodes made with one.
. "$(dirname "$0")/lab.sh"

lab_start
P=/v4/linode/stackscripts

script() { # LABEL SCRIPT [MORE]
    call POST $P "$(jq -cn --arg l "$1" --arg s "$2" '{label: $l, script: $s, images: ["linode/debian12"]} + {'"${3:-}"'}')"
}

# ---- public ones

call GET $P
is '200 [["linode","LAMP",true,false],["linode","MySQL",true,false]]' \
    "$status $(body '[.data[] | [.username, .label, .is_public, .mine]]')" 'two are there'
call GET $P '' '{"label": "MySQL", "username": "linode"}'
is '1 ["db_name","db_user","db_user_password","listen"]' \
    "$(body .results) $(body '[.data[0].user_defined_fields[].name]')" 'found by name, with what it asks for'
is '{"name":"listen","label":"Who can reach it","default":"everybody","oneof":"everybody,this Linode"}' \
    "$(body '.data[0].user_defined_fields[3]')" 'a choice'
public=$(body '.data[0].id')
call GET $P '' '{"images": "linode/debian12"}'
refused 400 'Cannot filter on images' X-Filter 'no filter on all'
call PUT "$P/$public" '{"label": "Mine"}'
refused 403 'Unauthorized' - 'those of others stay'
call DELETE "$P/$public"
refused 403 'Unauthorized' - 'and are not deleted'

# ---- one's own

call POST $P '{}'
is '["label is required","images is required","script is required"]' "$(body '[.errors[].reason]')" 'what it must have'
script ab '#!/bin/sh'
refused 400 'Length must be 3-128 characters' label 'a short label'
script plain 'echo'
refused 400 'Script must begin with a shebang (example: #!/bin/bash).' script 'no shebang'
script twice '#!/bin/sh
# <UDF name="a" label="A" /> <UDF name="A" label="B" />'
refused 400 "Duplicate name found. A UDF's name must be unique" script 'a name twice'
script nameless '#!/bin/sh
# <UDF label="A" />'
is '400 "script"' "$status $(body '.errors[0].field')" 'a field without a name'
script where '#!/bin/sh' 'images: ["linode/zx81"]'
refused 400 'Image linode/zx81 is not valid' images 'an image that is none'
script where '#!/bin/sh' 'images: []'
refused 400 'You must specify an image' images 'no image'
text='#!/bin/bash
# <UDF name="password" label="It is '\''s >" />
# <udf Name="kind" LABEL='\''the "kind"'\'' oneOf="big,small" default="small" example="big">
# <UDF name="parts" label="Parts" manyof="a,b,c" default="">
echo "$PASSWORD $KIND $PARTS"'
script mine "$text" 'description: "d", rev_note: "first"'
is '200 ["created","deployments_active","deployments_total","description","id","images","is_public","label","logo_url","mine","ordinal","rev_note","script","updated","user_defined_fields","user_gravatar_id","username"]' \
    "$status $(body keys)" 'one is made, with exactly the members that Linode shows'
is '[{"name":"password","label":"It is '\''s >"},{"name":"kind","label":"the \"kind\"","example":"big","default":"small","oneof":"big,small"},{"name":"parts","label":"Parts","default":"","manyof":"a,b,c"}]' \
    "$(body .user_defined_fields)" 'what it asks for is read out of it'
is '["lab",false,true,0]' "$(body '[.username, .is_public, .mine, .deployments_total]')" 'it is ours'
own=$(body .id)
full=$token token=
call GET $P
is '200 2' "$status $(body .results)" 'without a token the public ones are seen'
call GET "$P/$own"
refused 404 'Not found' - 'and no other'
token=$full
call PUT "$P/$own" '{"label": "renamed", "images": ["any/all"], "rev_note": "second"}'
is '200 ["renamed",["any/all"],"second","d"]' "$status $(body '[.label, .images, .rev_note, .description]')" 'it is changed'

# ---- Linodes

create no-1 '"stackscript_id": 9999'
refused 400 'stackscript_id is not valid' stackscript_id 'a script that is none'
create no-2 "\"stackscript_id\": $own"
refused 400 'A value for the UDF password is required' stackscript_data 'an answer that is missing'
create no-3 "\"stackscript_id\": $own, \"stackscript_data\": {\"password\": \"x\", \"kind\": \"huge\"}"
refused 400 'The value of UDF kind is not allowed' stackscript_data 'none of the choices'
create no-4 "\"stackscript_id\": $own, \"stackscript_data\": {\"password\": \"x\", \"parts\": \"a,d\"}"
refused 400 'The value of UDF parts is not allowed' stackscript_data 'nor of several'
create no-5 "\"stackscript_id\": $own, \"stackscript_data\": {\"password\": 1}"
refused 400 'The value of UDF password must be a string' stackscript_data 'a number'
create no-6 "\"stackscript_id\": $own, \"stackscript_data\": {\"password\": \"x\", \"other\": \"y\"}"
refused 400 'other is not a UDF of this StackScript' stackscript_data 'what it does not ask for'
call POST /v4/linode/instances "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"stackscript_id\": $own, \"stackscript_data\": {\"password\": \"x\"}}"
refused 400 'You must specify an image' image 'without an image'
call POST /v4/linode/instances "{\"region\": \"us-east\", \"type\": \"g6-nanode-1\", \"image\": \"linode/ubuntu24.04\", \"root_pass\": \"thisIsYourRootPassword\", \"stackscript_id\": $public}"
refused 400 'This StackScript cannot be deployed with linode/ubuntu24.04' image 'an image that it is not for'
create yes-1 "\"stackscript_id\": $own, \"stackscript_data\": {\"password\": \"it's\", \"parts\": \"a,c\"}"
is 200 "$status" 'a Linode is made with it'
call GET "$P/$own"
is '1 1' "$(body .deployments_total) $(body .deployments_active)" 'which is counted'
call PUT "$P/$own" '{"is_public": true}'
is '200 true' "$status $(body .is_public)" 'it is made public'
call PUT "$P/$own" '{"is_public": false}'
is '400 "is_public"' "$status $(body '.errors[0].field')" 'for ever'
call DELETE "$P/$own"
is 400 "$status" 'and stays'
script gone '#!/bin/sh'
call DELETE "$P/$(body .id)"
is '200 {}' "$status $(body .)" 'another goes'
control POST /reset '{}'
call GET $P
is '["LAMP","MySQL"]' "$(body '[.data[].label]')" 'a reset leaves the public ones'

echo "1..$n_tests"
[ "$n_failed" -eq 0 ]
