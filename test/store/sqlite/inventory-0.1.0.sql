-- SPDX-License-Identifier: MIT
PRAGMA application_id = 0x4c435449;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_version (version INTEGER PRIMARY KEY, file TEXT NOT NULL, applied_ms INTEGER NOT NULL) STRICT;
INSERT INTO schema_version VALUES(1,'0001_inventory.sql',1795905629442);
INSERT INTO schema_version VALUES(2,'0002_membership.sql',1795905629443);
INSERT INTO schema_version VALUES(3,'0003_learned.sql',1795905629445);
CREATE TABLE contexts (
    id INTEGER PRIMARY KEY,
    app TEXT NOT NULL,
    customer TEXT NOT NULL,
    UNIQUE (app, customer)
) STRICT;
INSERT INTO contexts VALUES(1,'linodetool','me');
CREATE TABLE clusters (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL REFERENCES contexts (id),
    name TEXT NOT NULL,
    app_id TEXT,
    slug TEXT NOT NULL,
    state TEXT NOT NULL,
    plan_name TEXT,
    plan_text TEXT,
    plan_digest TEXT,
    plan_file TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, plan_parts TEXT, plan_args TEXT, counts TEXT,
    UNIQUE (context, uuid)
) STRICT;
INSERT INTO clusters VALUES('e9630082-5b9e-49b0-8a12-e9d515e312ea',1,'shop',NULL,'shop','creating','shop',replace('name: shop\012regions:\012- region: us-east\012  nodes:\012  - name: web\012    type: g6-nanode-1\012    count: 2\012    tags: [front]\012    users: [{name: joe, sudo: yes}]\012    files: [{path: /etc/motd, content: "hello\n"}]\012    init:\012      firstboot:\012      - script: ok.sh\012  - name: db\012    type: g6-nanode-1\012    init:\012      firstboot:\012      - script: bad.sh\012','\012',char(10)),'437457d4cd5a86fa715893a5c38f71363f5696306bc05bea9151a7d08ded23c5','/home/joe/plan.yaml',1795905629457,1795905631175,'{"ok.sh":"#!/bin/sh\necho fine\n","bad.sh":"#!/bin/sh\necho no good; exit 3\n"}','{"set":{},"accept_substitutes":false}',NULL);
INSERT INTO clusters VALUES('1b11b664-d121-40f6-a3b9-e730b3b9a89f',1,'gone',NULL,'gone','destroyed','demo',replace('# Three nodes in a chain: anybody may reach web, only web reaches app, only app reaches db.\n# ./demo creates it in the lab; it works as well on the real Linode.\nname: demo\n\ndefaults:\n  type: g6-nanode-1\n  image: linode/debian12\n  nodenames: "{cluster}-{name}"\n  users: staff                  # the set below, on every node\n  init:\n    firstboot:\n    - script: hello.sh          # beside this file\n      timeout: 2m\n\nusers:\n  staff:\n  - name: deploy\n    sudo: yes                   # without a password\n  - name: reader\n    groups: [adm]\n\nregions:\n- region: us-east\n  nodes:\n  - name: web\n    tag: frontend\n    firewall:\n    - allow in http, https from any\n    - allow out tcp 8080 to app\n  - name: app\n    tag: backend\n    firewall:\n    - allow in tcp 8080 from web\n    - allow out postgresql to db\n  - name: db\n    tag: backend\n    firewall:\n    - allow in postgresql from app\n','\n',char(10)),'f4b559126fb3d5817b706c7f2fb19425872a2644e8d939bc5119ebfc5d4e7607','examples/demo.yaml',1795905631200,1795905633318,'{"hello.sh":"#!/bin/sh\n# Runs once on each node of demo.yaml, as root, when the node is up and secured. It needs no internet.\nset -eu\n\numask 022\nprintf ''Hello from %s, in its place since %s.\\n'' \"$(uname -n)\" \"$(date -u ''+%Y-%m-%d %H:%M UTC'')\" \\\n    >/etc/motd\ninstall -d -o deploy /srv/hello\ncp /etc/motd /srv/hello/hello.txt\necho \"wrote /srv/hello/hello.txt\"\n"}','{"set":{},"accept_substitutes":false}',NULL);
CREATE TABLE dependencies (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    alias TEXT NOT NULL,
    needs TEXT NOT NULL,
    PRIMARY KEY (cluster, alias),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid),
    FOREIGN KEY (context, needs) REFERENCES clusters (context, uuid)
) STRICT;
CREATE TABLE counters (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    next INTEGER NOT NULL CHECK (next >= 1),
    PRIMARY KEY (cluster, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
INSERT INTO counters VALUES(1,'e9630082-5b9e-49b0-8a12-e9d515e312ea','#us-east/web',3);
INSERT INTO counters VALUES(1,'e9630082-5b9e-49b0-8a12-e9d515e312ea','#us-east/db',2);
INSERT INTO counters VALUES(1,'1b11b664-d121-40f6-a3b9-e730b3b9a89f','#us-east/web',2);
INSERT INTO counters VALUES(1,'1b11b664-d121-40f6-a3b9-e730b3b9a89f','#us-east/app',2);
INSERT INTO counters VALUES(1,'1b11b664-d121-40f6-a3b9-e730b3b9a89f','#us-east/db',2);
CREATE TABLE nodes (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    generation INTEGER NOT NULL,
    group_name TEXT NOT NULL,
    region TEXT NOT NULL,
    type TEXT NOT NULL,
    image TEXT,
    number INTEGER NOT NULL,          -- within its group and region, from 1
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    tags TEXT NOT NULL,               -- JSON list of texts
    draws TEXT,                       -- JSON object: counter -> the number drawn
    state TEXT NOT NULL,
    linode_id INTEGER,
    public_ipv4 TEXT,
    private_ipv4 TEXT,
    ipv6 TEXT,
    host_key TEXT,                    -- public
    booted INTEGER NOT NULL,
    secured INTEGER NOT NULL,
    firewall_digest TEXT,
    hosts_digest TEXT,
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, public_fqdn TEXT, private_fqdn TEXT,
    UNIQUE (context, uuid),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
INSERT INTO nodes VALUES('084b6f79-62c6-438c-ae73-68f2ef115b65',1,'e9630082-5b9e-49b0-8a12-e9d515e312ea',1,'web','us-east','g6-nanode-1','linode/debian12',1,'shop-us-east-web-01','shop-us-east-web-01','["front"]','{}','started',10000001,'198.18.0.2','192.168.128.2','2001:db8:0:1:f03c:c6ff:fe12:2','ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJoDrhFi0nhpEkvfOkPvtpL+lJQArpGa5R3aeJxlqttq',1,1,'a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403.a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403','669a6318ae9349ed86b6c2e189e4e42fd97c6c563f407bfd398d736c0993ab98',NULL,1795905629465,1795905631076,NULL,NULL);
INSERT INTO nodes VALUES('64bb15d6-c121-4750-8747-15ccbee71378',1,'e9630082-5b9e-49b0-8a12-e9d515e312ea',1,'web','us-east','g6-nanode-1','linode/debian12',2,'shop-us-east-web-02','shop-us-east-web-02','["front"]','{}','started',10000002,'198.18.0.3','192.168.128.3','2001:db8:0:1:f03c:c6ff:fe12:3','ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMCViQ1WbmUL8q4colPXvFsRdVjqPIKcVaiTy2AxwkqT',1,1,'a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403.a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403','669a6318ae9349ed86b6c2e189e4e42fd97c6c563f407bfd398d736c0993ab98',NULL,1795905629465,1795905631174,NULL,NULL);
INSERT INTO nodes VALUES('cee36978-92cd-4585-b9a7-c6fe1993d5e7',1,'e9630082-5b9e-49b0-8a12-e9d515e312ea',1,'db','us-east','g6-nanode-1','linode/debian12',1,'shop-us-east-db-01','shop-us-east-db-01','[]','{}','failed',10000003,'198.18.0.4','192.168.128.4','2001:db8:0:1:f03c:c6ff:fe12:4','ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBERBpnmN9ch4zEZwgSFudYQgZq96OiBwLQXdr4eC7cM',1,1,'a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403.a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403','669a6318ae9349ed86b6c2e189e4e42fd97c6c563f407bfd398d736c0993ab98','firstboot: 1-bad-sh: failed with status 3: no good',1795905629465,1795905631150,NULL,NULL);
CREATE TABLE facts (
    context INTEGER NOT NULL,
    node TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (node, key),
    FOREIGN KEY (context, node) REFERENCES nodes (context, uuid) ON DELETE CASCADE
) STRICT;
INSERT INTO facts VALUES(1,'084b6f79-62c6-438c-ae73-68f2ef115b65','accounts','00f9b16aec15cd2742af10f06404f309cbc711903ab7389ab4040897482a4264',1795905630918);
INSERT INTO facts VALUES(1,'cee36978-92cd-4585-b9a7-c6fe1993d5e7','accounts','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',1795905630999);
INSERT INTO facts VALUES(1,'084b6f79-62c6-438c-ae73-68f2ef115b65','content','2df6dccf548a9ffc474def390db8854ab2c941d0bf6e16a77800ddb7c14ca43d',1795905631007);
INSERT INTO facts VALUES(1,'64bb15d6-c121-4750-8747-15ccbee71378','accounts','00f9b16aec15cd2742af10f06404f309cbc711903ab7389ab4040897482a4264',1795905631056);
INSERT INTO facts VALUES(1,'084b6f79-62c6-438c-ae73-68f2ef115b65','hook:firstboot/1-ok-sh','71a8c8cdefaf3db9f011b1f1bb3b632cae5502f7155cc29905875a5085ffdce3',1795905631071);
INSERT INTO facts VALUES(1,'64bb15d6-c121-4750-8747-15ccbee71378','content','2df6dccf548a9ffc474def390db8854ab2c941d0bf6e16a77800ddb7c14ca43d',1795905631131);
INSERT INTO facts VALUES(1,'64bb15d6-c121-4750-8747-15ccbee71378','hook:firstboot/1-ok-sh','71a8c8cdefaf3db9f011b1f1bb3b632cae5502f7155cc29905875a5085ffdce3',1795905631173);
CREATE TABLE dirty_marks (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    node TEXT REFERENCES nodes (uuid) ON DELETE CASCADE, -- NULL: the whole cluster
    mark TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
CREATE TABLE volumes (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    node TEXT REFERENCES nodes (uuid) ON DELETE SET NULL, -- NULL: attached to none
    label TEXT NOT NULL,
    region TEXT NOT NULL,
    size_gb INTEGER NOT NULL,
    state TEXT NOT NULL,
    linode_id INTEGER,
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
CREATE TABLE balancers (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL,
    linode_id INTEGER,
    public_ipv4 TEXT,
    ipv6 TEXT,
    config_digest TEXT,               -- of what was pushed last
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (cluster, region, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
CREATE TABLE firewalls (
    uuid TEXT NOT NULL PRIMARY KEY,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    linode_id INTEGER,
    rules_digest TEXT,                -- of what was pushed last
    error TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (cluster, name),
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    cluster_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    state TEXT NOT NULL,
    plan_digest TEXT,
    plan_text TEXT,
    plan_file TEXT,
    args TEXT,                        -- JSON
    summary TEXT,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER NOT NULL,        -- 0: not ended
    pid INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
INSERT INTO operations VALUES(1,1,'e9630082-5b9e-49b0-8a12-e9d515e312ea','shop','create','joe@desk','partial','437457d4cd5a86fa715893a5c38f71363f5696306bc05bea9151a7d08ded23c5',replace('name: shop\012regions:\012- region: us-east\012  nodes:\012  - name: web\012    type: g6-nanode-1\012    count: 2\012    tags: [front]\012    users: [{name: joe, sudo: yes}]\012    files: [{path: /etc/motd, content: "hello\n"}]\012    init:\012      firstboot:\012      - script: ok.sh\012  - name: db\012    type: g6-nanode-1\012    init:\012      firstboot:\012      - script: bad.sh\012','\012',char(10)),'/home/joe/plan.yaml',NULL,'2 of 3 nodes are ready, 1 are not',1795905629465,1795905631175,14494);
INSERT INTO operations VALUES(2,1,'1b11b664-d121-40f6-a3b9-e730b3b9a89f','gone','create','joe@desk','done','f4b559126fb3d5817b706c7f2fb19425872a2644e8d939bc5119ebfc5d4e7607',replace('# Three nodes in a chain: anybody may reach web, only web reaches app, only app reaches db.\n# ./demo creates it in the lab; it works as well on the real Linode.\nname: demo\n\ndefaults:\n  type: g6-nanode-1\n  image: linode/debian12\n  nodenames: "{cluster}-{name}"\n  users: staff                  # the set below, on every node\n  init:\n    firstboot:\n    - script: hello.sh          # beside this file\n      timeout: 2m\n\nusers:\n  staff:\n  - name: deploy\n    sudo: yes                   # without a password\n  - name: reader\n    groups: [adm]\n\nregions:\n- region: us-east\n  nodes:\n  - name: web\n    tag: frontend\n    firewall:\n    - allow in http, https from any\n    - allow out tcp 8080 to app\n  - name: app\n    tag: backend\n    firewall:\n    - allow in tcp 8080 from web\n    - allow out postgresql to db\n  - name: db\n    tag: backend\n    firewall:\n    - allow in postgresql from app\n','\n',char(10)),'examples/demo.yaml',NULL,'3 nodes are ready',1795905631206,1795905633288,15913);
INSERT INTO operations VALUES(3,1,'1b11b664-d121-40f6-a3b9-e730b3b9a89f','gone','delete','joe@desk','done','f4b559126fb3d5817b706c7f2fb19425872a2644e8d939bc5119ebfc5d4e7607',replace('# Three nodes in a chain: anybody may reach web, only web reaches app, only app reaches db.\n# ./demo creates it in the lab; it works as well on the real Linode.\nname: demo\n\ndefaults:\n  type: g6-nanode-1\n  image: linode/debian12\n  nodenames: "{cluster}-{name}"\n  users: staff                  # the set below, on every node\n  init:\n    firstboot:\n    - script: hello.sh          # beside this file\n      timeout: 2m\n\nusers:\n  staff:\n  - name: deploy\n    sudo: yes                   # without a password\n  - name: reader\n    groups: [adm]\n\nregions:\n- region: us-east\n  nodes:\n  - name: web\n    tag: frontend\n    firewall:\n    - allow in http, https from any\n    - allow out tcp 8080 to app\n  - name: app\n    tag: backend\n    firewall:\n    - allow in tcp 8080 from web\n    - allow out postgresql to db\n  - name: db\n    tag: backend\n    firewall:\n    - allow in postgresql from app\n','\n',char(10)),'examples/demo.yaml',NULL,'3 nodes are deleted',1795905633310,1795905633318,17876);
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    context INTEGER NOT NULL REFERENCES contexts (id),
    operation INTEGER NOT NULL REFERENCES operations (id),
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    digest TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    content_digest TEXT,
    result TEXT,                      -- JSON
    error INTEGER NOT NULL,
    error_text TEXT,
    error_hint TEXT,
    intent_ms INTEGER NOT NULL,
    outcome_ms INTEGER NOT NULL,      -- 0: none yet
    UNIQUE (operation, key)
) STRICT;
INSERT INTO steps VALUES(1,1,1,'machine.create shop-us-east-web-01','machine.create','shop-us-east-web-01','g6-nanode-1','done',1,NULL,'{"id":10000001}',0,NULL,NULL,1795905629466,1795905629469);
INSERT INTO steps VALUES(2,1,1,'machine.create shop-us-east-web-02','machine.create','shop-us-east-web-02','g6-nanode-1','done',1,NULL,'{"id":10000002}',0,NULL,NULL,1795905629466,1795905629473);
INSERT INTO steps VALUES(3,1,1,'machine.create shop-us-east-db-01','machine.create','shop-us-east-db-01','g6-nanode-1','done',1,NULL,'{"id":10000003}',0,NULL,NULL,1795905629466,1795905629473);
INSERT INTO steps VALUES(4,1,1,'machine.ready shop-us-east-web-01','machine.ready','shop-us-east-web-01','','done',1,NULL,NULL,0,NULL,NULL,1795905629469,1795905629874);
INSERT INTO steps VALUES(5,1,1,'members.known shop','members.known','shop','','done',1,NULL,NULL,0,NULL,NULL,1795905629475,1795905629476);
INSERT INTO steps VALUES(6,1,1,'machine.ready shop-us-east-web-02','machine.ready','shop-us-east-web-02','','done',1,NULL,NULL,0,NULL,NULL,1795905629475,1795905629874);
INSERT INTO steps VALUES(7,1,1,'machine.ready shop-us-east-db-01','machine.ready','shop-us-east-db-01','','done',1,NULL,NULL,0,NULL,NULL,1795905629475,1795905629874);
INSERT INTO steps VALUES(8,1,1,'node.secure shop-us-east-web-01','node.secure','shop-us-east-web-01','','done',3,'a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403',NULL,0,NULL,NULL,1795905630229,1795905630918);
INSERT INTO steps VALUES(9,1,1,'node.secure shop-us-east-web-02','node.secure','shop-us-east-web-02','','done',3,'a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403',NULL,0,NULL,NULL,1795905630450,1795905631056);
INSERT INTO steps VALUES(10,1,1,'node.secure shop-us-east-db-01','node.secure','shop-us-east-db-01','','done',4,'a6ec2436b241971e88055713f6afb10c0394b5c8a15eb0ba07c1ac526009d403',NULL,0,NULL,NULL,1795905630521,1795905631000);
INSERT INTO steps VALUES(11,1,1,'node.membership shop-us-east-web-01','node.membership','shop-us-east-web-01','','done',1,'6d9dc94cbcfb76236d63ee080cf7a9e9725882c6997a255ead95c5c43f994819',NULL,0,NULL,NULL,1795905630919,1795905630919);
INSERT INTO steps VALUES(12,1,1,'node.hostkey shop-us-east-web-01','node.hostkey','shop-us-east-web-01','','done',1,NULL,NULL,0,NULL,NULL,1795905630919,1795905631039);
INSERT INTO steps VALUES(13,1,1,'node.content shop-us-east-web-01','node.content','shop-us-east-web-01','','done',1,'2df6dccf548a9ffc474def390db8854ab2c941d0bf6e16a77800ddb7c14ca43d',NULL,0,NULL,NULL,1795905630921,1795905631007);
INSERT INTO steps VALUES(14,1,1,'node.membership shop-us-east-db-01','node.membership','shop-us-east-db-01','','done',1,'6d9dc94cbcfb76236d63ee080cf7a9e9725882c6997a255ead95c5c43f994819',NULL,0,NULL,NULL,1795905631002,1795905631003);
INSERT INTO steps VALUES(15,1,1,'node.hostkey shop-us-east-db-01','node.hostkey','shop-us-east-db-01','','done',1,NULL,NULL,0,NULL,NULL,1795905631002,1795905631151);
INSERT INTO steps VALUES(16,1,1,'node.hook shop-us-east-db-01 firstboot/1-bad-sh','node.hook','shop-us-east-db-01','d3d0db1018d958510d0ef307ea00d9d1d2e00ef604aa6cceaf83b62c3fef257c','failed',1,NULL,NULL,-12,'firstboot: 1-bad-sh: failed with status 3: no good','',1795905631004,1795905631075);
INSERT INTO steps VALUES(17,1,1,'node.hook shop-us-east-web-01 firstboot/1-ok-sh','node.hook','shop-us-east-web-01','71a8c8cdefaf3db9f011b1f1bb3b632cae5502f7155cc29905875a5085ffdce3','done',1,NULL,NULL,0,NULL,NULL,1795905631010,1795905631072);
INSERT INTO steps VALUES(18,1,1,'node.membership shop-us-east-web-02','node.membership','shop-us-east-web-02','','done',1,'6d9dc94cbcfb76236d63ee080cf7a9e9725882c6997a255ead95c5c43f994819',NULL,0,NULL,NULL,1795905631059,1795905631060);
INSERT INTO steps VALUES(19,1,1,'node.hostkey shop-us-east-web-02','node.hostkey','shop-us-east-web-02','','done',1,NULL,NULL,0,NULL,NULL,1795905631059,1795905631152);
INSERT INTO steps VALUES(20,1,1,'members.told shop','members.told','shop','','done',1,NULL,NULL,0,NULL,NULL,1795905631061,1795905631062);
INSERT INTO steps VALUES(21,1,1,'node.content shop-us-east-web-02','node.content','shop-us-east-web-02','','done',1,'2df6dccf548a9ffc474def390db8854ab2c941d0bf6e16a77800ddb7c14ca43d',NULL,0,NULL,NULL,1795905631061,1795905631131);
INSERT INTO steps VALUES(22,1,1,'node.started shop-us-east-web-01','node.started','shop-us-east-web-01','','done',1,NULL,NULL,0,NULL,NULL,1795905631075,1795905631076);
INSERT INTO steps VALUES(23,1,1,'node.started shop-us-east-db-01','node.started','shop-us-east-db-01','','blocked',0,NULL,NULL,-12,'waits for node.hook shop-us-east-db-01 firstboot/1-bad-sh, which failed','',0,1795905631075);
INSERT INTO steps VALUES(24,1,1,'node.hook shop-us-east-web-02 firstboot/1-ok-sh','node.hook','shop-us-east-web-02','71a8c8cdefaf3db9f011b1f1bb3b632cae5502f7155cc29905875a5085ffdce3','done',1,NULL,NULL,0,NULL,NULL,1795905631134,1795905631173);
INSERT INTO steps VALUES(25,1,1,'node.started shop-us-east-web-02','node.started','shop-us-east-web-02','','done',1,NULL,NULL,0,NULL,NULL,1795905631174,1795905631174);
INSERT INTO steps VALUES(26,1,2,'machine.create gone-web','machine.create','gone-web','g6-nanode-1','done',1,NULL,'{"id":10000004}',0,NULL,NULL,1795905631207,1795905631210);
INSERT INTO steps VALUES(27,1,2,'machine.create gone-app','machine.create','gone-app','g6-nanode-1','done',1,NULL,'{"id":10000005}',0,NULL,NULL,1795905631207,1795905631212);
INSERT INTO steps VALUES(28,1,2,'machine.create gone-db','machine.create','gone-db','g6-nanode-1','done',1,NULL,'{"id":10000006}',0,NULL,NULL,1795905631207,1795905631215);
INSERT INTO steps VALUES(29,1,2,'machine.ready gone-web','machine.ready','gone-web','','done',1,NULL,NULL,0,NULL,NULL,1795905631210,1795905631613);
INSERT INTO steps VALUES(30,1,2,'machine.ready gone-app','machine.ready','gone-app','','done',1,NULL,NULL,0,NULL,NULL,1795905631212,1795905631613);
INSERT INTO steps VALUES(31,1,2,'members.known gone','members.known','gone','','done',1,NULL,NULL,0,NULL,NULL,1795905631219,1795905631219);
INSERT INTO steps VALUES(32,1,2,'machine.ready gone-db','machine.ready','gone-db','','done',1,NULL,NULL,0,NULL,NULL,1795905631219,1795905631613);
INSERT INTO steps VALUES(33,1,2,'node.secure gone-web','node.secure','gone-web','','done',5,'8397fbc8ff3ad7fe45622cf3871e830a6f69725b1abbabe8fe305517164589c8',NULL,0,NULL,NULL,1795905632651,1795905633034);
INSERT INTO steps VALUES(34,1,2,'node.secure gone-app','node.secure','gone-app','','done',4,'aa780dbde3309fe0ef56e7253c6033330a9ff8e1ed6ba82f898067b36cb7de38',NULL,0,NULL,NULL,1795905632755,1795905633200);
INSERT INTO steps VALUES(35,1,2,'node.secure gone-db','node.secure','gone-db','','done',4,'ff1967ddec3631165bc71a03e57ef8191d4e526adccca8668cf81b9229bf575d',NULL,0,NULL,NULL,1795905632145,1795905632618);
INSERT INTO steps VALUES(36,1,2,'node.membership gone-db','node.membership','gone-db','','done',1,'5d664e4d8df57e8af8c2be86a4064720cd6c2efd31370169ca0a288f93156616',NULL,0,NULL,NULL,1795905632620,1795905632621);
INSERT INTO steps VALUES(37,1,2,'node.hostkey gone-db','node.hostkey','gone-db','','done',1,NULL,NULL,0,NULL,NULL,1795905632620,1795905632700);
INSERT INTO steps VALUES(38,1,2,'node.hook gone-db firstboot/1-hello-sh','node.hook','gone-db','c5cbb86020c99d83f8edb775bc48240f18e4d2d22c239fa24490ca4e3fd9cb1c','done',1,NULL,NULL,0,NULL,NULL,1795905632621,1795905632677);
INSERT INTO steps VALUES(39,1,2,'node.started gone-db','node.started','gone-db','','done',1,NULL,NULL,0,NULL,NULL,1795905632701,1795905632702);
INSERT INTO steps VALUES(40,1,2,'node.membership gone-web','node.membership','gone-web','','done',1,'41796597e6915b8acb2b3b93d48e3dd632a9dbebe93bed736962d58ab102c6da',NULL,0,NULL,NULL,1795905633035,1795905633036);
INSERT INTO steps VALUES(41,1,2,'node.hostkey gone-web','node.hostkey','gone-web','','done',1,NULL,NULL,0,NULL,NULL,1795905633035,1795905633143);
INSERT INTO steps VALUES(42,1,2,'node.hook gone-web firstboot/1-hello-sh','node.hook','gone-web','c5cbb86020c99d83f8edb775bc48240f18e4d2d22c239fa24490ca4e3fd9cb1c','done',1,NULL,NULL,0,NULL,NULL,1795905633039,1795905633094);
INSERT INTO steps VALUES(43,1,2,'node.started gone-web','node.started','gone-web','','done',1,NULL,NULL,0,NULL,NULL,1795905633144,1795905633145);
INSERT INTO steps VALUES(44,1,2,'node.membership gone-app','node.membership','gone-app','','done',1,'dbef3597a8ef39b8152a1932d4fe5283bf275977cbab8c6d60aee63c13fedb56',NULL,0,NULL,NULL,1795905633201,1795905633201);
INSERT INTO steps VALUES(45,1,2,'node.hostkey gone-app','node.hostkey','gone-app','','done',1,NULL,NULL,0,NULL,NULL,1795905633201,1795905633286);
INSERT INTO steps VALUES(46,1,2,'members.told gone','members.told','gone','','done',1,NULL,NULL,0,NULL,NULL,1795905633201,1795905633202);
INSERT INTO steps VALUES(47,1,2,'node.hook gone-app firstboot/1-hello-sh','node.hook','gone-app','c5cbb86020c99d83f8edb775bc48240f18e4d2d22c239fa24490ca4e3fd9cb1c','done',1,NULL,NULL,0,NULL,NULL,1795905633201,1795905633260);
INSERT INTO steps VALUES(48,1,2,'node.started gone-app','node.started','gone-app','','done',1,NULL,NULL,0,NULL,NULL,1795905633287,1795905633287);
INSERT INTO steps VALUES(49,1,3,'members.known gone','members.known','gone','','done',1,NULL,NULL,0,NULL,NULL,1795905633311,1795905633312);
INSERT INTO steps VALUES(50,1,3,'members.told gone','members.told','gone','','done',1,NULL,NULL,0,NULL,NULL,1795905633312,1795905633313);
INSERT INTO steps VALUES(51,1,3,'machine.delete gone-app','machine.delete','gone-app','','done',1,NULL,NULL,0,NULL,NULL,1795905633313,1795905633315);
INSERT INTO steps VALUES(52,1,3,'machine.delete gone-db','machine.delete','gone-db','','done',1,NULL,NULL,0,NULL,NULL,1795905633313,1795905633317);
INSERT INTO steps VALUES(53,1,3,'machine.delete gone-web','machine.delete','gone-web','','done',1,NULL,NULL,0,NULL,NULL,1795905633313,1795905633317);
CREATE TABLE leases (
    context INTEGER NOT NULL,
    cluster TEXT NOT NULL PRIMARY KEY,
    holder TEXT,                      -- NULL: dropped
    fence INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    FOREIGN KEY (context, cluster) REFERENCES clusters (context, uuid)
) STRICT;
INSERT INTO leases VALUES(1,'e9630082-5b9e-49b0-8a12-e9d515e312ea',NULL,1,0);
INSERT INTO leases VALUES(1,'1b11b664-d121-40f6-a3b9-e730b3b9a89f',NULL,2,0);
CREATE TABLE rates (
    context INTEGER NOT NULL REFERENCES contexts (id),
    cloud TEXT NOT NULL,              -- the API's address
    kind TEXT NOT NULL,
    most INTEGER NOT NULL,            -- requests in a window
    window_ms INTEGER NOT NULL,
    slack_ms INTEGER NOT NULL,        -- what was waited beyond it
    used INTEGER NOT NULL,            -- of the window that was open then
    ends_ms INTEGER NOT NULL,
    PRIMARY KEY (context, cloud, kind)
) STRICT;
INSERT INTO rates VALUES(1,'http://127.0.0.1:41933','machine.create',20,15000,2000,6,1795905646215);
INSERT INTO rates VALUES(1,'http://127.0.0.1:41933','machine.retag',1600,60000,1000,0,0);
INSERT INTO rates VALUES(1,'http://127.0.0.1:41933','machine.remove',1600,60000,2000,3,1795905695317);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('operations',3);
CREATE UNIQUE INDEX clusters_name ON clusters (context, name) WHERE state <> 'destroyed';
CREATE UNIQUE INDEX clusters_app_id ON clusters (context, app_id) WHERE state <> 'destroyed';
CREATE INDEX dependencies_needs ON dependencies (needs);
CREATE INDEX nodes_place ON nodes (cluster, region, group_name, number);
CREATE UNIQUE INDEX dirty_marks_of ON dirty_marks (cluster, mark, ifnull(node, ''));
CREATE INDEX dirty_marks_node ON dirty_marks (node);
CREATE INDEX volumes_cluster ON volumes (cluster);
CREATE INDEX volumes_node ON volumes (node);
CREATE INDEX operations_cluster ON operations (cluster);
CREATE INDEX steps_kind ON steps (context, kind, state);
COMMIT;
