using System.Diagnostics;

namespace Aerostat.Tests.Shared;

/// <summary>aerostatd with a root of its own. What is tried is what was built, or with AEROSTAT_PROGRAMS=DIR what was published there.</summary>
public sealed class AerostatDaemon(params string[] options) : Daemon(new())
{
    public override string Name => "aerostatd";

    public override string Socket => At["run/libvirt-sock"];

    public override string LogOf(string domain) => At[$"log/qemu/{domain}.log"];

    /// <summary>A folder whose programs come before all others.</summary>
    public string? Tools { get; set; }

    /// <summary>What it finds in its environment besides.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Of 0, 1 and 2: those that whoever starts it has closed.</summary>
    public IReadOnlyList<int> Closed { get; init; } = [];

    /// <summary>Whoever starts it has it ignore SIGHUP.</summary>
    public bool UnderNohup { get; init; }

    protected override ProcessStartInfo Program()
    {
        ProcessStartInfo start = new(Programs.Aerostatd, ["--root", At.Path, .. options]);
        if (Closed is not []) start = new("/bin/sh", ["-c", $"""exec "$0" "$@" {string.Join(' ', Closed.Select(number => $"{number}>&-"))}""", start.FileName, .. start.ArgumentList]);
        if (UnderNohup) start = new("nohup", [start.FileName, .. start.ArgumentList]);
        if (HasHugePages) start = new("unshare", ["--mount", "--propagation", "private", "bash", "-ec", $"{MountHugePages}exec \"$0\" \"$@\"", start.FileName, .. start.ArgumentList]);
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        if (Tools is not null) start.Environment["PATH"] = $"{Tools}:{start.Environment["PATH"]}";
        return start;
    }
}

/// <summary>Where the programs are.</summary>
public static class Programs
{
    /// <summary>The top of the source tree.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string Aerostatd => Find("Daemon", "aerostatd");

    public static string Aero => Find("Cli", "aero");

    static string Find(string project, string program) => Environment.GetEnvironmentVariable("AEROSTAT_PROGRAMS") is { Length: > 0 } folder
        ? Path.Combine(folder, program)
        : Path.Combine(Root, "src", project, "bin/Debug/net10.0", program);

    static string FindRoot(string from) => File.Exists(Path.Combine(from, "Aerostat.slnx")) ? from : FindRoot(Path.GetDirectoryName(from)!);
}
