using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Linux;

/// <summary>Starts a program through this one, run once more, which sets up its own process, waits for 'go' and becomes the program.</summary>
/// <remarks>
/// What lies between fork and exec (user, groups, limits, control group…) cannot be done in a managed process that forks. So nothing runs
/// that was not recorded first: the end of the daemon before 'go' is the end of the launcher.
/// </remarks>
public static partial class Launcher
{
    /// <summary>The hidden first argument.</summary>
    const string Mode = "--launch";

    /// <summary>The number under which the program finds the first descriptor passed to it; the others follow.</summary>
    public const int FirstDescriptor = 3;

    /// <summary>Whether these are a launcher's arguments: Main asks first of all.</summary>
    public static bool IsAskedFor(IReadOnlyList<string> arguments) => arguments is [Mode, _];

    /// <summary>Spawns the launcher. It sets up while the caller records it, and waits for <see cref="LaunchedProcess.GoAsync"/>.</summary>
    /// <param name="spec">What to become.</param>
    /// <param name="output">Where its standard output and error go; null: nowhere.</param>
    /// <param name="descriptors">Found there from <see cref="FirstDescriptor"/> on; the caller's own stay open.</param>
    public static LaunchedProcess Start(LaunchSpec spec, SafeHandle? output, IReadOnlyList<SafeHandle> descriptors)
    {
        using var order = Files.Memory("launch", JsonSerializer.SerializeToUtf8Bytes(spec, LaunchJson.Default.LaunchSpec));
        var (goRead, goWrite) = Files.Pipe();
        var (reportRead, reportWrite) = Files.Pipe();
        using (goRead)
        using (reportWrite)
        {
            try
            {
                var control = FirstDescriptor + descriptors.Count;
                var (pid, handle) = Spawn.Start(
                    "/proc/self/exe", ["aerostat-launcher", Mode, control.ToString(CultureInfo.InvariantCulture)], OwnEnvironment(),
                    [null, output, output, .. descriptors, order, goRead, reportWrite]);
                return new(ProcessIdentity.Of(pid), handle, goWrite, reportRead);
            }
            catch
            {
                goWrite.Dispose();
                reportRead.Dispose();
                throw;
            }
        }
    }

    /// <summary>The launcher itself needs little; the runtime reads its settings (DOTNET_…) from here.</summary>
    static IEnumerable<string> OwnEnvironment() =>
        from System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables() select $"{entry.Key}={entry.Value}";
}
