"""What the programs of this folder share: a guest that needs no kernel, and words for what is seen."""
import os

UUID = "5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a21"


def xml(name="seen", uuid=UUID, devices=""):
    return f"""<domain type='qemu'>
      <name>{name}</name><uuid>{uuid}</uuid><memory unit='MiB'>64</memory><vcpu current='1'>2</vcpu>
      <os><type arch='x86_64' machine='q35'>hvm</type></os><cpu mode='maximum'/>
      <on_reboot>restart</on_reboot>
      <devices>
        <controller type='scsi' model='virtio-scsi'/>
        <controller type='usb' model='none'/>
        <memballoon model='virtio'><stats period='1'/></memballoon>
        {devices}
      </devices>
    </domain>"""


def disk(path, target="sda", fmt="raw", serial=""):
    return f"<disk type='file'><driver name='qemu' type='{fmt}'/><source file='{path}'/><target dev='{target}' bus='scsi'/>{serial}</disk>"


def image(name, size):
    with open(name, "wb") as file:
        file.truncate(size)
    os.chmod(name, 0o666)
    return os.path.abspath(name)


def shape(value):
    """A figure that is another in each run is told by its kind."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [shape(part) for part in value]
    return type(value).__name__
