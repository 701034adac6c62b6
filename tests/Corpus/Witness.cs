using System.Security.Cryptography;
using System.Text;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Tests.Shared;
using Aerostat.Values;

namespace Aerostat.Corpus.Tests;

/// <summary>A daemon that is asked of one document after the other, and is started again where one ends it.</summary>
sealed class Witness(Func<Daemon> make, string? memory = null) : IAsyncDisposable
{
    // Unused state, snapshots; variables are left where they are: their path is the document's.
    const uint UndefineFlags = 1 | 2 | 8;

    Daemon? daemon;
    VirtConnection? connection;

    /// <summary>How often it went down.</summary>
    public int Deaths { get; private set; }

    /// <summary>Its answer; where there is a memory, one that was given before.</summary>
    public async Task<Answer> AskAsync(string xml, CancellationToken cancel)
    {
        if (memory is null) return await AskAnewAsync(xml, cancel);
        var file = Path.Combine(memory, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(xml)))}.json");
        if (File.Exists(file) && Answer.FromJson(await File.ReadAllTextAsync(file, cancel)) is { } known) return known;
        var answer = await AskAnewAsync(xml, cancel);
        Directory.CreateDirectory(memory);
        await File.WriteAllTextAsync(file, answer.ToJson(), cancel);
        return answer;
    }

    async Task<Answer> AskAnewAsync(string xml, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        var asked = connection ??= await OpenAsync(cancel);
        try
        {
            var (refused, defined) = await DefineAsync(asked, xml, limit.Token);
            var (not, native) = await NativeAsync(asked, xml, limit.Token);
            if (asked.IsOpen) return new(refused, defined, not, native, Died: false);
        }
        catch (Exception e) when (!asked.IsOpen && e is VirtException or IOException or OperationCanceledException)
        {
            // It is told below.
        }
        Deaths++;
        await LeaveAsync();
        return Answer.Death;
    }

    static async Task<(Refusal?, string?)> DefineAsync(VirtConnection asked, string xml, CancellationToken cancel)
    {
        try
        {
            var domain = (await asked.CallAsync(Remote.DomainDefineXmlFlags, new(xml, 0), cancel)).Domain;
            try
            {
                return (null, (await asked.CallAsync(Remote.DomainGetXmlDesc, new(domain, 1 | 2), cancel)).Xml);
            }
            finally
            {
                await asked.CallAsync(Remote.DomainUndefineFlags, new(domain, UndefineFlags), cancel);
            }
        }
        catch (VirtException e) when (asked.IsOpen)
        {
            return (Refusal(e), null);
        }
    }

    static async Task<(Refusal?, string?)> NativeAsync(VirtConnection asked, string xml, CancellationToken cancel)
    {
        try
        {
            return (null, (await asked.CallAsync(Remote.ConnectDomainXmlToNative, new("qemu-argv", xml, 0), cancel)).NativeConfig);
        }
        catch (VirtException e) when (asked.IsOpen)
        {
            return (Refusal(e), null);
        }
    }

    static Refusal Refusal(VirtException e) => new((int)e.Code, (int)e.Domain, e.Message);

    async Task<VirtConnection> OpenAsync(CancellationToken cancel)
    {
        daemon = make();
        await daemon.StartAsync();
        return await VirtConnection.OpenAsync($"qemu+unix:///system?socket={daemon.Socket}", cancel: cancel);
    }

    /// <summary>Where its files are, in its own words.</summary>
    public string Home => daemon?.At.Path ?? "";

    async Task LeaveAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        if (daemon is not null) await daemon.DisposeAsync();
        (connection, daemon) = (null, null);
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();
}
