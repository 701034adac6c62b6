namespace Aerostat.Tests.Shared;

/// <summary>A guest that needs no kernel: its firmware waits for ever. Quick to start, for tests that never look inside.</summary>
public static class SmallGuest
{
    public static string Xml(string name, string more = "", string memory = "<memory unit='MiB'>32</memory>") => $"""
        <domain type='qemu'>
          <name>{name}</name>
          {memory}
          <vcpu>1</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <devices>
            <controller type='scsi' model='virtio-scsi'/>
            <memballoon model='virtio'/>
            {more}
          </devices>
        </domain>
        """;

    public static async Task DefineAsync(Client client, string name, string more = "") =>
        await client.Do($"define {client.Daemon.At.Write($"{name}.xml", Xml(name, more))}");
}
