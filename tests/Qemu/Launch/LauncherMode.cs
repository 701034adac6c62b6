using System.Runtime.CompilerServices;
using Aerostat.Linux;

namespace Aerostat.Qemu.Tests;

/// <summary>Lets the test program be the launcher too, as aerostatd is: before anything of the test runner starts.</summary>
static class LauncherMode
{
#pragma warning disable CA2255 // a program of its own, not a library: its Main is the test runner's
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Enter()
    {
        var arguments = Environment.GetCommandLineArgs()[1..];
        if (Launcher.IsAskedFor(arguments)) Environment.Exit(Launcher.Run(arguments));
    }
}
