-- SPDX-License-Identifier: MIT
-- A world of lct-lab 0.1.0, before worlds had numbers: one Linode boots, one is just being made.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE, -- the token itself is kept nowhere but in its owner's file
    shown TEXT NOT NULL,         -- its first 16 characters
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created TEXT NOT NULL,
    expiry TEXT
) STRICT;
INSERT INTO token VALUES(600001,'960944f01f1dac398cdf959177d7f569937535153c4f85191022877b34c45686','746cac1e573a26fb','lct-lab','*','2026-11-29T00:49:02',NULL);
CREATE TABLE setting (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
INSERT INTO setting VALUES('last_private us-east',2);
INSERT INTO setting VALUES('last_private eu-west',2);
CREATE TABLE region (
    slot INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    last_public INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO region VALUES(1,'us-east',2);
INSERT INTO region VALUES(2,'eu-west',2);
CREATE TABLE linode (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    grp TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    type TEXT NOT NULL,
    region TEXT NOT NULL,
    site_type TEXT NOT NULL,
    specs TEXT NOT NULL, -- JSON
    image TEXT,
    ipv6 TEXT NOT NULL,
    alerts TEXT NOT NULL, -- JSON
    backups TEXT NOT NULL, -- JSON
    watchdog_enabled INTEGER NOT NULL DEFAULT 1,
    host_uuid TEXT NOT NULL,
    disk_encryption TEXT NOT NULL,
    maintenance_policy TEXT NOT NULL,
    user_data TEXT, -- as it was sent: base64
    authorized_keys TEXT NOT NULL DEFAULT '',
    root_hash TEXT,
    revivals TEXT NOT NULL DEFAULT '[]' -- when the watchdog had to boot it, JSON, milliseconds
) STRICT;
INSERT INTO linode VALUES(10000001,'kept-1','','booting','2026-11-29T00:49:03','2026-11-29T00:49:04','g6-nanode-1','us-east','core','{"disk":25600,"memory":1024,"vcpus":1,"gpus":0,"transfer":1000,"accelerated_devices":0}','linode/debian12','2001:db8:0:1:f03c:c6ff:fe12:2','{"cpu": 90, "network_in": 10, "network_out": 10, "transfer_quota": 80, "io": 10000, "system_alerts": [], "user_alerts": []}','{"enabled": false, "available": false, "schedule": {"day": null, "window": null}, "last_successful": null}',1,'f4c036a7a4937ea0b4317477bdc7449be8090177','enabled','linode/migrate',NULL,replace('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA kept\n','\n',char(10)),NULL,'[]');
INSERT INTO linode VALUES(10000002,'kept-2','','provisioning','2026-11-29T00:49:04','2026-11-29T00:49:04','g6-nanode-1','eu-west','core','{"disk":25600,"memory":1024,"vcpus":1,"gpus":0,"transfer":1000,"accelerated_devices":0}','linode/debian12','2001:db8:0:2:f03c:c6ff:fe12:402','{"cpu": 90, "network_in": 10, "network_out": 10, "transfer_quota": 80, "io": 10000, "system_alerts": [], "user_alerts": []}','{"enabled": false, "available": false, "schedule": {"day": null, "window": null}, "last_successful": null}',1,'189e4a28d8cb8954146a650aa613a9431bc06416','enabled','linode/migrate',NULL,replace('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA kept\n','\n',char(10)),NULL,'[]');
CREATE TABLE tag (label TEXT PRIMARY KEY) STRICT;
INSERT INTO tag VALUES('blue');
CREATE TABLE linode_tag (
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    label TEXT NOT NULL REFERENCES tag (label) ON DELETE CASCADE,
    PRIMARY KEY (linode, label)
) STRICT, WITHOUT ROWID;
INSERT INTO linode_tag VALUES(10000001,'blue');
CREATE TABLE placement_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    placement_group_type TEXT NOT NULL,
    placement_group_policy TEXT NOT NULL
) STRICT;
INSERT INTO placement_group VALUES(700001,'apart','us-east','anti_affinity:local','strict');
CREATE TABLE linode_placement (
    linode INTEGER PRIMARY KEY REFERENCES linode (id) ON DELETE CASCADE, -- in one group at most
    placement_group INTEGER NOT NULL REFERENCES placement_group (id)
) STRICT;
INSERT INTO linode_placement VALUES(10000001,700001);
CREATE TABLE disk (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    filesystem TEXT NOT NULL,
    size INTEGER NOT NULL,
    disk_encryption TEXT NOT NULL
) STRICT;
INSERT INTO disk VALUES(20000001,10000001,'Debian 12 Disk','ready','2026-11-29T00:49:03','2026-11-29T00:49:03','ext4',25088,'enabled');
INSERT INTO disk VALUES(20000002,10000001,'512 MB Swap Image','ready','2026-11-29T00:49:03','2026-11-29T00:49:03','swap',512,'enabled');
INSERT INTO disk VALUES(20000003,10000002,'Debian 12 Disk','not ready','2026-11-29T00:49:04','2026-11-29T00:49:04','ext4',25088,'enabled');
INSERT INTO disk VALUES(20000004,10000002,'512 MB Swap Image','not ready','2026-11-29T00:49:04','2026-11-29T00:49:04','swap',512,'enabled');
CREATE TABLE config (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    kernel TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    devices TEXT NOT NULL -- JSON
) STRICT;
INSERT INTO config VALUES(30000001,10000001,'My Debian 12 Profile','linode/grub2','2026-11-29T00:49:03','2026-11-29T00:49:03','{"sda": {"disk_id": 20000001, "volume_id": null}, "sdb": {"disk_id": 20000002, "volume_id": null}, "sdc": null, "sdd": null, "sde": null, "sdf": null, "sdg": null, "sdh": null}');
INSERT INTO config VALUES(30000002,10000002,'My Debian 12 Profile','linode/grub2','2026-11-29T00:49:04','2026-11-29T00:49:04','{"sda": {"disk_id": 20000003, "volume_id": null}, "sdb": {"disk_id": 20000004, "volume_id": null}, "sdc": null, "sdd": null, "sde": null, "sdf": null, "sdg": null, "sdh": null}');
CREATE TABLE address (
    address TEXT NOT NULL, -- a private one may be there once in each region
    linode INTEGER NOT NULL REFERENCES linode (id) ON DELETE CASCADE,
    public INTEGER NOT NULL,
    gateway TEXT,
    subnet_mask TEXT NOT NULL,
    prefix INTEGER NOT NULL,
    rdns TEXT
) STRICT;
INSERT INTO address VALUES('198.18.0.2',10000001,1,'198.18.0.1','255.255.252.0',22,'198-18-0-2.ip.linodeusercontent.com');
INSERT INTO address VALUES('192.168.128.2',10000001,0,NULL,'255.255.128.0',17,NULL);
INSERT INTO address VALUES('198.18.4.2',10000002,1,'198.18.4.1','255.255.252.0',22,'198-18-4-2.ip.linodeusercontent.com');
INSERT INTO address VALUES('192.168.128.2',10000002,0,NULL,'255.255.128.0',17,NULL);
CREATE TABLE sshkey (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL,
    ssh_key TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;
INSERT INTO sshkey VALUES(500001,'kept','ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA kept','2026-11-29T00:49:03');
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    started_ms INTEGER,  -- of the wall clock
    expected_ms INTEGER, -- how long it will take, for percent_complete
    duration REAL,       -- seconds, once it has ended
    entity TEXT,         -- JSON
    secondary_entity TEXT,
    message TEXT NOT NULL DEFAULT '',
    seen INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO event VALUES(40000001,'user_ssh_key_add','notification','2026-11-29T00:49:03',NULL,NULL,NULL,'{"label":"kept","id":500001,"type":"user_ssh_key","url":"/v4/profile/sshkeys/500001"}',NULL,'',0,0);
INSERT INTO event VALUES(40000002,'placement_group_create','notification','2026-11-29T00:49:03',NULL,NULL,NULL,'{"label":"apart","id":700001,"type":"placement_group","url":"/v4/placement/groups/700001"}',NULL,'',0,0);
INSERT INTO event VALUES(40000003,'placement_group_assign','notification','2026-11-29T00:49:03',NULL,NULL,NULL,'{"label":"apart","id":700001,"type":"placement_group","url":"/v4/placement/groups/700001"}','{"label":"kept-1","id":10000001,"type":"linode","url":"/v4/linode/instances/10000001"}','',0,0);
INSERT INTO event VALUES(40000004,'linode_create','finished','2026-11-29T00:49:03',1795913343031,0,0.0010000000000000000208,'{"label":"kept-1","id":10000001,"type":"linode","url":"/v4/linode/instances/10000001"}','{"label":"Debian 12","id":"linode/debian12","type":"image","url":"/v4/images/linode/debian12"}','',0,0);
INSERT INTO event VALUES(40000005,'linode_boot','finished','2026-11-29T00:49:03',1795913343032,0,0.0,'{"label":"kept-1","id":10000001,"type":"linode","url":"/v4/linode/instances/10000001"}','{"label":"My Debian 12 Profile","id":30000001,"type":"linode_config","url":"/v4/linode/instances/10000001/configs/30000001"}','',0,0);
INSERT INTO event VALUES(40000006,'host_reboot','started','2026-11-29T00:49:04',1795913344055,46140,NULL,'{"label":"kept-1","id":10000001,"type":"linode","url":"/v4/linode/instances/10000001"}',NULL,'',0,0);
INSERT INTO event VALUES(40000007,'linode_create','started','2026-11-29T00:49:04',1795913344088,82800,NULL,'{"label":"kept-2","id":10000002,"type":"linode","url":"/v4/linode/instances/10000002"}','{"label":"Debian 12","id":"linode/debian12","type":"image","url":"/v4/images/linode/debian12"}','',0,0);
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    linode INTEGER NOT NULL,
    event INTEGER NOT NULL,
    boots INTEGER NOT NULL -- a boot follows it
) STRICT;
INSERT INTO job VALUES(3,'boot',10000001,40000006,0);
INSERT INTO job VALUES(4,'create',10000002,40000007,1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('linode',10000002);
INSERT INTO sqlite_sequence VALUES('disk',20000004);
INSERT INTO sqlite_sequence VALUES('config',30000002);
INSERT INTO sqlite_sequence VALUES('event',40000007);
INSERT INTO sqlite_sequence VALUES('sshkey',500001);
INSERT INTO sqlite_sequence VALUES('token',600001);
INSERT INTO sqlite_sequence VALUES('placement_group',700001);
INSERT INTO sqlite_sequence VALUES('job',4);
CREATE INDEX disk_linode ON disk (linode);
CREATE INDEX config_linode ON config (linode);
CREATE INDEX address_linode ON address (linode);
CREATE INDEX address_text ON address (address);
COMMIT;
