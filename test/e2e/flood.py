# SPDX-License-Identifier: MIT
# flood.py ADDRESS... - run where nodes' packets pass (the network namespace of the lab's supervisor): knocks at
# closed ports of the addresses and echoes at them without an end, and prints each answer that a closed node does
# not give: "SECONDS ADDRESS WHAT", WHAT being reset, unreachable or echo. A line "SECONDS round" is printed for
# every round of knocks. Needs root.
import ipaddress
import socket
import struct
import sys
import time

TCP, UDP = (25, 111, 443, 8080), (53, 111, 9999)
ETH_P_ALL, OUTGOING = 3, 4


def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def say(*words):
    print('%.3f' % time.time(), *words, flush=True)


class Knocker:
    def __init__(self, address):
        self.address, self.six = address, ':' in address
        family = socket.AF_INET6 if self.six else socket.AF_INET
        self.family, self.open = family, []
        self.udp = socket.socket(family, socket.SOCK_DGRAM)
        self.raw = socket.socket(family, socket.SOCK_RAW, socket.getprotobyname('ipv6-icmp' if self.six else 'icmp'))

    def send(self, s, data, port):
        try:
            s.sendto(data, (self.address, port))
        except OSError:
            pass  # nobody has the address yet

    def round(self, n):
        while len(self.open) > 4 * len(TCP):
            self.open.pop(0).close()
        for port in TCP:
            s = socket.socket(self.family, socket.SOCK_STREAM)
            s.setblocking(False)
            s.connect_ex((self.address, port))
            self.open.append(s)
        for port in UDP:
            self.send(self.udp, b'x', port)
        # The same identifier each time: one "connection" for whoever counts them.
        echo = struct.pack('!BBHHH', 128 if self.six else 8, 0, 0, 7, n & 0xffff)
        self.send(self.raw, echo[:2] + struct.pack('!H', 0 if self.six else checksum(echo)) + echo[4:], 0)


def answer(packet):
    kind, d = struct.unpack('!H', packet[12:14])[0], packet[14:]
    if kind == 0x800:
        source, protocol, d = d[12:16], d[9], d[(d[0] & 15) * 4:]
    elif kind == 0x86dd:
        source, protocol, d = d[8:24], d[6], d[40:]
    else:
        return None
    what = None
    if protocol == 6 and d[13] & 4 and struct.unpack('!H', d[:2])[0] != 22:
        what = 'reset'
    elif (protocol, d[0]) in ((1, 3), (58, 1)):
        what = 'unreachable'
    elif (protocol, d[0]) in ((1, 0), (58, 129)):
        what = 'echo'
    return what and (str(ipaddress.ip_address(source)), what)


knockers = [Knocker(a) for a in sys.argv[1:]]
wanted = {str(ipaddress.ip_address(a)) for a in sys.argv[1:]}
sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
n = 0
while True:
    n += 1
    for k in knockers:
        k.round(n)
    say('round')
    end = time.monotonic() + 0.03
    while time.monotonic() < end:
        sniffer.settimeout(max(0.001, end - time.monotonic()))
        try:
            packet, where = sniffer.recvfrom(2048)
        except TimeoutError:
            continue
        if where[0].startswith('region') and where[2] != OUTGOING:
            found = answer(packet)
            if found and found[0] in wanted:
                say(*found)
