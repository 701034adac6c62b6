using Aerostat.Tests.Shared;

namespace Aerostat.Differential.Tests;

using Client = Aerostat.Tests.Shared.Client;

/// <summary>A daemon with a stopped domain and a running one, whose clients are overheard.</summary>
sealed class Accused(Daemon daemon) : IAsyncDisposable
{
    Overheard? heard;

    public Daemon Daemon => daemon;

    public async Task<Accused> StartAsync()
    {
        await daemon.StartAsync();
        heard = new(daemon.Socket, daemon.At["tap"]);
        (await Ran.Shell("truncate -s 1M kept.img busy.img spare.img", daemon.At.Path)).OrThrow();
        var virsh = Client.Virsh(daemon);
        foreach (var name in new[] { "kept", "busy" }) await virsh.Do($"define {daemon.At.Write($"{name}.xml", Guests.Other(name, daemon.At[$"{name}.img"]))}");
        await virsh.Do("start busy");
        return this;
    }

    /// <summary>What a refused line must leave as it was.</summary>
    public async Task<string> Others() => (await Client.Virsh(daemon).Run(["list --all; dumpxml kept; dumpxml busy; dumpxml busy --inactive"])).OrThrow().Out;

    /// <returns>The errors on the wire, and what virsh said.</returns>
    public async Task<(string[] Errors, Ran Ran)> Try(Refusal refusal)
    {
        if (refusal.Xml is { } xml) daemon.At.Write("bad.xml", Local(xml));
        heard!.Take();
        var ran = await Ran.Of("virsh", ["-c", $"qemu:///system?socket={heard.Path}", Local(refusal.Line)], daemon.At.Path);
        return (heard.Take(), ran);
    }

    /// <summary>Takes away what was wrongly let in, so that the next one starts from the same.</summary>
    public async Task Forget()
    {
        var virsh = Client.Virsh(daemon);
        if (!(await virsh.Do("list --all --name")).Split('\n').Contains("x")) return;
        await virsh.Run("destroy x");
        await virsh.Run("undefine x");
    }

    string Local(string text) => text.Replace("$BAD", daemon.At["bad.xml"]).Replace("$PWD", daemon.At.Path);

    public async ValueTask DisposeAsync()
    {
        heard?.Dispose();
        await daemon.DisposeAsync();
    }
}
