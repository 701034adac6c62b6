"""Volumes filled and read through streams, with their holes and without; a console from the event loop."""
import hashlib
import os

import libvirt
from guest import xml

libvirt.registerErrorHandler(lambda _, error: None, None)
conn = libvirt.open("qemu:///system")
os.makedirs("pool", exist_ok=True)
pool = conn.storagePoolCreateXML(f"<pool type='dir'><name>p</name><target><path>{os.path.abspath('pool')}</path></target></pool>", 0)
MIB = 1 << 20


def volume(name, mib):
    return pool.createXML(f"<volume><name>{name}</name><capacity unit='MiB'>{mib}</capacity><allocation>0</allocation></volume>", 0)


def told(name):
    with open(f"pool/{name}", "rb") as file:
        content = file.read()
    print(name, len(content), hashlib.sha256(content).hexdigest()[:16], "KiB on the disk:", os.stat(f"pool/{name}").st_blocks // 2)


def tried(what, call, *args):
    try:
        print(what, call(*args))
    except libvirt.libvirtError as error:
        print(what, error.get_error_code(), error.get_error_domain(), error.get_error_message())


# A file of data, a hole, data, a hole.
with open("source", "wb") as file:
    file.write(bytes(range(256)) * 4096)
    file.seek(5 * MIB)
    file.write(b"x" * MIB)
    file.truncate(9 * MIB)

# Plain: a hole is sent as zeroes.
stream = conn.newStream()
volume("plain", 9).upload(stream, 0, 0, 0)
with open("source", "rb") as file:
    stream.sendAll(lambda _, count, source: source.read(count), file)
stream.finish()
told("plain")

# Sparse: holes are told, and stay holes.
def is_hole(_, fd):
    at = os.lseek(fd, 0, os.SEEK_CUR)
    try:
        data = os.lseek(fd, at, os.SEEK_DATA)
    except OSError:
        data = os.lseek(fd, 0, os.SEEK_END)
        os.lseek(fd, at, os.SEEK_SET)
        return False, data - at
    if data > at:
        os.lseek(fd, at, os.SEEK_SET)
        return False, data - at
    hole = os.lseek(fd, at, os.SEEK_HOLE)
    os.lseek(fd, at, os.SEEK_SET)
    return True, hole - at


stream = conn.newStream()
volume("sparse", 9).upload(stream, 0, 0, libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM)
fd = os.open("source", os.O_RDONLY)
stream.sparseSendAll(lambda _, count, fd: os.read(fd, count), is_hole, lambda _, length, fd: os.lseek(fd, length, os.SEEK_CUR), fd)
stream.finish()
os.close(fd)
told("sparse")

# And back.
for flags, name in (0, "plain back"), (libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM, "sparse back"):
    stream = conn.newStream()
    pool.storageVolLookupByName("sparse").download(stream, 0, 0, flags)
    holes = []
    with open(f"pool/{name}", "wb") as file:
        if flags:
            def skip(_, length, target):
                holes.append(length)
                target.truncate(target.seek(length, os.SEEK_CUR))
            stream.sparseRecvAll(lambda _, data, target: target.write(data), skip, file)
        else:
            stream.recvAll(lambda _, data, target: target.write(data), file)
    stream.finish()
    told(name)
    print("holes:", holes)

# A part of it; what is beyond the end; a stream given up.
pool.refresh()
stream = conn.newStream()
pool.storageVolLookupByName("plain").download(stream, 5 * MIB - 4, 8, 0)
got = []
stream.recvAll(lambda _, data, into: into.append(data), got)
stream.finish()
print("a part:", b"".join(got))
stream = conn.newStream()
pool.storageVolLookupByName("plain").upload(stream, 2 * MIB, 4, 0)
stream.send(b"abcd")
stream.finish()
told("plain")
stream = conn.newStream()
tried("beyond:", pool.storageVolLookupByName("plain").download, stream, 100 * MIB, 4)
stream = conn.newStream()
pool.storageVolLookupByName("plain").upload(stream, 0, 4, 0)


def too_much():
    stream.send(b"abcdefgh")
    stream.finish()


tried("more than was told:", too_much)
stream = conn.newStream()
pool.storageVolLookupByName("plain").upload(stream, 0, 0, 0)
stream.send(b"given up")
print("abort:", stream.abort())
tried("after the abort:", stream.send, b"x")
tried("a stream twice:", stream.finish)

# A screen and a console of a guest.
dom = conn.createXML(xml(devices="<serial type='pty'/><graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>"), 0)
stream = conn.newStream()
mime = dom.screenshot(stream, 0, 0)
got = []
stream.recvAll(lambda _, data, into: into.append(data), got)
stream.finish()
print(mime, b"".join(got)[:3])
first, second = conn.newStream(), conn.newStream()
dom.openConsole(None, first, 0)
tried("a console twice:", dom.openConsole, None, second, libvirt.VIR_DOMAIN_CONSOLE_SAFE)
tried("by force:", dom.openConsole, None, second, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
tried("the first then:", first.recv, 100)
print("finish:", second.finish())
tried("no such console:", dom.openConsole, "serial7", conn.newStream(), 0)
dom.destroy()
pool.destroy()
