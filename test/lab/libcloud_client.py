# SPDX-License-Identifier: MIT
# Apache Libcloud's driver for Linode drives the lab; speaks TAP.
# usage: LAB_URL=http://127.0.0.1:PORT LAB_TOKEN=... python3 libcloud_client.py
import os
import sys
import time
from urllib.parse import urlsplit

from libcloud.common.exceptions import BaseHTTPError
from libcloud.common.types import InvalidCredsError, LibcloudError
from libcloud.compute.providers import get_driver
from libcloud.compute.types import NodeState, Provider, StorageVolumeState

PATIENCE_S = 60
lab = urlsplit(os.environ['LAB_URL'])
tests = failures = 0


def driver(token):
    linode = get_driver(Provider.LINODE)(token, secure=False, host=lab.hostname, port=lab.port)
    linode.connection.host, linode.connection.port = lab.hostname, lab.port
    linode.connection.secure = 0
    return linode


def ok(so, what):
    global tests, failures
    tests += 1
    failures += not so
    print(f"{'ok' if so else 'not ok'} {tests} - {what}", flush=True)


def becomes(look, wanted):
    """What look tells, as soon as it is wanted; None: it never was."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        seen = look()
        if wanted(seen):
            return seen
        time.sleep(0.1)
    return None


def refused(words, ask):
    """Is it refused in these words?"""
    try:
        ask()
    except (LibcloudError, BaseHTTPError) as error:
        print(f'# {error}')
        return words in str(error)
    return False


def catalogue(linode):
    sizes = {size.id: size for size in linode.list_sizes()}
    images = {image.id: image for image in linode.list_images()}
    places = {place.id: place for place in linode.list_locations()}
    nanode = sizes['g6-nanode-1']
    ok(nanode.ram == 1024 and nanode.disk == 25600 and nanode.price > 0, 'types, with what they have and cost')
    ok('linode/debian12' in images and len(places) > 20, 'images and regions')
    return nanode, images['linode/debian12'], places


def make_node(linode, nanode, image, places):
    node = linode.create_node(places['us-east'], nanode, image=image, name='libcloud-node',
                              root_pass='correct-horse-battery-9', ex_tags=['peer'], ex_private_ip=True)
    ok(node.name == 'libcloud-node' and node.extra['tags'] == ['peer'], 'a Linode is made')
    node = becomes(lambda: linode.ex_get_node(node.id), lambda n: n.state == NodeState.RUNNING)
    ok(node and len(node.public_ips) == 1 and len(node.private_ips) == 1, 'and runs, with its addresses')
    ok([n.id for n in linode.list_nodes()] == [node.id], 'it is listed')
    ok(len(linode.ex_list_disks(node)) == 2, 'with its disks')
    return node


def change_node(linode, node):
    ok(linode.stop_node(node) and becomes(lambda: linode.ex_get_node(node.id),
                                          lambda n: n.state == NodeState.STOPPED), 'it is shut down')
    ok(linode.start_node(node) and becomes(lambda: linode.ex_get_node(node.id),
                                           lambda n: n.state == NodeState.RUNNING), 'booted')
    ok(linode.reboot_node(node) and becomes(lambda: linode.ex_get_node(node.id),
                                            lambda n: n.state == NodeState.RUNNING), 'rebooted')
    ok(linode.ex_rename_node(node, 'libcloud-other').name == 'libcloud-other', 'renamed')


def volumes(linode, node, places):
    volume = linode.create_volume('libcloud-data', 10, location=places['us-east'], tags=['peer'])
    ok(volume.name == 'libcloud-data' and volume.size == 10 and
       volume.extra['filesystem_path'].endswith('Linode_Volume_libcloud-data'), 'a volume is made')
    volume = becomes(lambda: linode.ex_get_volume(volume.id), lambda v: v.extra['state'] == StorageVolumeState.AVAILABLE)
    ok(volume and [v.id for v in linode.list_volumes()] == [volume.id], 'and listed')
    ok(refused('Label must be unique among your volumes-label Status code: 400', lambda: linode.create_volume(
        'libcloud-data', 10, location=places['us-east'])), 'another of its label is refused')
    ok(refused('Must be 10-16384-size', lambda: linode.create_volume('libcloud-small', 9, location=places['us-east'])),
       'and one that is too small')
    volume = linode.attach_volume(node, volume)
    ok(str(volume.extra['linode_id']) == node.id, 'it is attached')
    ok(refused('already attached', lambda: linode.connection.request(
        f'/v4/volumes/{volume.id}/attach', data=f'{{"linode_id": {node.id}}}', method='POST')), 'once')
    ok(becomes(lambda: linode.detach_volume(volume), bool) and
       becomes(lambda: linode.ex_get_volume(volume.id), lambda v: v.extra['linode_id'] is None), 'detached')
    volume = linode.ex_get_volume(volume.id)
    ok(linode.ex_resize_volume(volume, 20) and becomes(
        lambda: linode.ex_get_volume(volume.id), lambda v: v.size == 20 and v.extra['state'] == StorageVolumeState.AVAILABLE),
       'grown')
    copy = linode.ex_clone_volume(volume, 'libcloud-copy')
    copy = becomes(lambda: linode.ex_get_volume(copy.id), lambda v: v.extra['state'] == StorageVolumeState.AVAILABLE)
    ok(copy and copy.size == 20, 'copied')
    born = linode.create_volume('libcloud-born', 10, node=node)
    ok(str(born.extra['linode_id']) == node.id, 'one is born attached')
    born = becomes(lambda: linode.ex_get_volume(born.id), lambda v: v.extra['state'] == StorageVolumeState.AVAILABLE)
    linode.detach_volume(born)
    born = becomes(lambda: linode.ex_get_volume(born.id), lambda v: v.extra['linode_id'] is None)
    ok(all(linode.destroy_volume(v) for v in (linode.ex_get_volume(volume.id), copy, born)) and
       not linode.list_volumes(), 'all are deleted')
    ok(refused('Not found', lambda: linode.ex_get_volume(volume.id)), 'and gone')


def main():
    linode = driver(os.environ['LAB_TOKEN'])
    nanode, image, places = catalogue(linode)
    node = make_node(linode, nanode, image, places)
    change_node(linode, node)
    volumes(linode, node, places)
    ok(linode.destroy_node(node) and becomes(linode.list_nodes, lambda nodes: not nodes) == [], 'the Linode is deleted')
    try:
        driver('nobody').list_nodes()
        ok(False, 'a token that is none')
    except InvalidCredsError as error:
        ok('Invalid Token' in str(error), 'a token that is none is refused')
    print(f'1..{tests}')
    sys.exit(failures > 0)


main()
