using System.Runtime.CompilerServices;
using Aerostat.Tests.Shared;

namespace Aerostat.Aot.Tests;

/// <summary>The native programs: those of AEROSTAT_PROGRAMS, or what <c>./dev test Aot</c> has just published.</summary>
static class Published
{
    const string Variable = "AEROSTAT_PROGRAMS";

    [ModuleInitializer]
    internal static void Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 }) Environment.SetEnvironmentVariable(Variable, Path.Combine(Programs.Root, ".work/publish"));
    }
}
