namespace Aerostat.Tests.Shared;

/// <summary>virsh or aero, talking to one daemon.</summary>
public sealed record Client(string Program, Daemon Daemon)
{
    public static Client Virsh(Daemon daemon) => new("virsh", daemon);

    public static Client Aero(Daemon daemon) => new(Programs.Aero, daemon);

    /// <summary>Runs one command line, as typed after the program's name.</summary>
    public Task<Ran> Run(string line, TimeSpan? within = null) => Run(Ran.Words(line), within);

    public Task<Ran> Run(IEnumerable<string> words, TimeSpan? within = null) => Ran.Of(Program, ["-c", Daemon.Uri, .. words], Daemon.At.Path, within);

    /// <summary>As <see cref="Run(string, TimeSpan?)"/>; a failure is thrown.</summary>
    public async Task<string> Do(string line, TimeSpan? within = null) => (await Run(line, within)).OrThrow().Out;

    public Task<Ran> RunReadOnly(string line) => Ran.Of(Program, ["-c", Daemon.ReadOnlyUri, .. Ran.Words(line)], Daemon.At.Path);

    public async Task<string> State(string domain) => (await Do($"domstate {domain}")).Trim();
}
