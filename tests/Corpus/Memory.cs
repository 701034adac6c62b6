namespace Aerostat.Corpus.Tests;

/// <summary>libvirtd's answers are the same each time, and some end it: they are kept from run to run.</summary>
static class Memory
{
    public static string Folder { get; } = Path.Combine("/var/tmp/aerostat-libvirt-answers", Environment.MachineName);
}
