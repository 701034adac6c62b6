using System.Reflection;

namespace Aerostat.Cli;

/// <summary>What the program says of itself.</summary>
static class About
{
    public static string Version => typeof(About).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static string LongVersion => $"""
        aero {Version}, the command line of Aerostat

        Speaks libvirt's remote protocol (program 0x20008086): to aerostatd, and to any libvirtd.
        Transports: unix, ssh. Authentication: none.

        """;
}
