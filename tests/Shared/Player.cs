using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aerostat.Tests.Shared;

/// <summary>Plays a script: virsh and aero lines go to the client, the rest to a shell in the workspace, guest lines into the guest.</summary>
/// <param name="bridge">What stands for br0 on this machine.</param>
public sealed class Player(Client client, string bridge) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The folder that a document's commands name, for the workspace.</summary>
    public string? Folder { get; init; }

    /// <summary>virsh is virsh and aero is aero; else both are the client.</summary>
    public bool ByName { get; init; }

    /// <summary>Runs the host's lines where they find their daemon; null: in the workspace, as they are.</summary>
    public Func<string, Task<Ran>>? Host { get; init; }

    /// <summary>What else differs between two runs of the same daemon: patterns, and what stands for them.</summary>
    public IReadOnlyList<(string Pattern, string Word)> MoreNoise { get; init; } = [];

    GuestShell? guest;
    Hearing? hearing;
    int missed;

    /// <summary>Every step with what it printed, made alike whatever the daemon.</summary>
    public List<string> Transcript { get; } = [];

    public async Task PlayAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps) await PlayAsync(step);
    }

    /// <returns>What the step printed, made alike.</returns>
    public async Task<string> PlayAsync(Step step)
    {
        var seen = "";
        if (step.Until is { } until)
        {
            var ran = new Ran("", 0, "", "");
            try
            {
                await Wait.Until(step.Command, async () => Regex.IsMatch((ran = await Once(step)).Seen, until, RegexOptions.Multiline), Patience);
                seen = $"~ {until}";
            }
            catch (TimeoutException e)
            {
                // It goes on, so that one run shows all that is amiss; not for ever, where nothing works any more.
                if (++missed > 3) throw new InvalidOperationException($"{step.Where}: {step.Command}\nnever printed /{until}/\n{client.Daemon.Said()}", e);
                seen = $"never printed /{until}/; last:\n{Alike(ran.Seen)}";
            }
        }
        else
        {
            var ran = await Once(step);
            seen = Alike(ran.Seen) + (ran.Ok ? "" : $"\n(exit {ran.Code})");
        }
        Transcript.Add($"{step.Command}\n{seen}".TrimEnd());
        return seen;
    }

    /// <summary>What one command printed, as a reader would see it.</summary>
    public async Task<string> SeeAsync(Step step)
    {
        var seen = (await Once(step)).Seen.Replace(bridge, "br0").Replace("\r", "");
        return string.Join('\n', (Folder is null ? seen : seen.Replace(client.Daemon.At.Path, Folder)).Split('\n').Select(line => line.TrimEnd()));
    }

    Task<Ran> Once(Step step) => step.Prompt switch
    {
        Prompt.Guest => InGuest(step.Command),
        Prompt.Harness => Helper(Ran.Words(step.Command)),
        _ => OnHost(Local(step.Command)),
    };

    string Local(string command)
    {
        command = Regex.Replace(command, @"\bbr0\b", bridge).Replace("$PWD", client.Daemon.At.Path);
        return Folder is null ? command : command.Replace(Folder, client.Daemon.At.Path);
    }

    Task<Ran> OnHost(string command) => Ran.Words(command) is ["virsh" or "aero", .. var words]
        ? (ByName && command.StartsWith("aero ", StringComparison.Ordinal) ? Client.Aero(client.Daemon) : client).Run(words)
        : Host?.Invoke(command) ?? Ran.Shell(command, client.Daemon.At.Path);

    async Task<Ran> InGuest(string command)
    {
        guest ??= await GuestShell.OpenAsync(client.Daemon.At["sock/kvm1"]);
        return await guest.Run(command);
    }

    /// <summary>What no shell can say.</summary>
    async Task<Ran> Helper(List<string> words)
    {
        switch (words)
        {
            case ["booted"]:
                guest?.Dispose();
                guest = null;
                return await InGuest("true");
            case ["affinity", var domain, "emulator"]:
                return Say(await Affinity(domain, cpus => Field($"/proc/{cpus[0]}/status", "Tgid")));
            case ["affinity", var domain, var vcpu]:
                return Say(await Affinity(domain, cpus => cpus[int.Parse(vcpu)].ToString()));
            case ["hear", var domain]:
                hearing = new(client, domain);
                await hearing.BeginAsync();
                return Say("");
            case ["heard", var word]:
                return Say(hearing!.With(word));
            case ["mapped", var domain, var mib]:
                return Say(await Ram(domain, mib) is { } mapped ? mapped.Kind : "off");
            case ["held", var domain, var mib]:
                return Say(await Ram(domain, mib) is { } held ? $"{held.HeldKib / 1024}" : "off");
            default:
                throw new ArgumentException($"no such helper: {string.Join(' ', words)}");
        }
    }

    async Task<string> Affinity(string domain, Func<int[], string> thread) => Field($"/proc/{thread(await Threads(domain))}/status", "Cpus_allowed_list");

    /// <returns>Null: the domain does not run.</returns>
    async Task<GuestRam?> Ram(string domain, string mib) =>
        (await client.Run($"domstate {domain}")).Out.StartsWith("running", StringComparison.Ordinal) ? GuestRam.Of(int.Parse(Field($"/proc/{(await Threads(domain))[0]}/status", "Tgid")), int.Parse(mib)) : null;

    /// <summary>Of its processors, in their order.</summary>
    async Task<int[]> Threads(string domain)
    {
        var answer = await client.Do($$"""qemu-monitor-command {{domain}} '{"execute":"query-cpus-fast"}'""");
        using var json = JsonDocument.Parse(answer);
        return [.. json.RootElement.GetProperty("return").EnumerateArray().Select(c => c.GetProperty("thread-id").GetInt32())];
    }

    static string Field(string file, string name) => File.ReadLines(file).First(l => l.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    static Ran Say(string text) => new("", 0, text, "");

    string Alike(string text)
    {
        text = text.Replace(bridge, "br0").Replace(client.Daemon.At["lib"], "/var/lib/libvirt").Replace(client.Daemon.At.Path, "$PWD");
        foreach (var (pattern, word) in Noise.Concat(MoreNoise)) text = Regex.Replace(text, pattern, word, RegexOptions.Multiline);
        return text;
    }

    // What differs between two runs of the same daemon.
    static readonly (string, string)[] Noise =
    [
        (@"\bvnet\d+", "vnetN"),
        (@"/dev/pts/\d+", "/dev/pts/N"),
        (@"^(CPU time:\s+)\S+", "$1N"),
        (@"port='59\d\d'", "port='59NN'"),
        (@"\+\d+:\+\d+", "+UID:+GID"),
        // How a job went; QEMU tells the speed of those alone that took their time.
        (@"^Memory bandwidth:.*\n", ""),
        (@"^((?:Time elapsed|(?:Data|Memory) processed|Constant pages|Normal pages|Normal data|Total downtime|Setup time):\s+)[\d.]+(?: (?:ms|B|KiB|MiB|GiB)(/s)?)?", "$1N"),
        // A table is as wide as the names in it.
        (@"(?<=\S) {2,}", "  "),
        (@"^-{5,}$", "-----"),
    ];

    public void Dispose()
    {
        guest?.Dispose();
        hearing?.Dispose();
    }
}
