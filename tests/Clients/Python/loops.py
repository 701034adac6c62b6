"""A console read and written from the event loop alone, and a connection that comes back after its daemon has closed it."""
import libvirt
from guest import xml

libvirt.virEventRegisterDefaultImpl()
conn = libvirt.open("qemu:///system")
conn.setKeepAlive(1, 3)
dom = conn.createXML(xml(devices="<serial type='pty'/>"), libvirt.VIR_DOMAIN_START_PAUSED)
ended, ticks = [], []
stream = conn.newStream(libvirt.VIR_STREAM_NONBLOCK)
dom.openConsole(None, stream, 0)


def ready(stream, events, opaque):
    if events & libvirt.VIR_STREAM_EVENT_WRITABLE:
        print("written:", stream.send(b"hello\r"))
        stream.eventUpdateCallback(libvirt.VIR_STREAM_EVENT_READABLE | libvirt.VIR_STREAM_EVENT_HANGUP | libvirt.VIR_STREAM_EVENT_ERROR)
        print("nothing to read yet:", stream.recv(100))
        dom.destroy()
        return
    data = stream.recv(100)
    if data in (b"", -1) or events & (libvirt.VIR_STREAM_EVENT_HANGUP | libvirt.VIR_STREAM_EVENT_ERROR):
        stream.eventRemoveCallback()
        print("the end:", data)
        ended.append(True)


stream.eventAddCallback(libvirt.VIR_STREAM_EVENT_WRITABLE, ready, None)
timer = libvirt.virEventAddTimeout(100, lambda timer, opaque: ticks.append(timer), None)
while not ended:
    libvirt.virEventRunDefaultImpl()
while len(ticks) < 3:
    libvirt.virEventRunDefaultImpl()
libvirt.virEventRemoveTimeout(timer)
print("alive:", conn.isAlive(), "encrypted:", conn.isEncrypted(), "secure:", conn.isSecure())
stream.finish()
print("references left:", conn.close())
