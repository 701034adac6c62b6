using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Processors from files, held against the host's, or what a hypervisor can give.</summary>
static class Cpus
{
    public static IReadOnlyList<Command> All =>
    [
        new("cpu-compare", "file! error validate", "hold a processor against the host's", ask => CompareAsync(ask, "host CPU", "host CPU", "Host CPU", WithHostAsync)),
        new("cpu-baseline", "file! features migratable", "show the processor that runs on all of the given hosts", async ask =>
            ask.Out.Text((await ask.CallAsync(Remote.ConnectBaselineCpu, new(Given(ask), ask.Flags(("features", 1), ("migratable", 2))))).Cpu)),
        new("hypervisor-cpu-compare", "file! -virttype= -emulator= -arch= -machine= error validate", "hold a processor against what a hypervisor can give",
            ask => CompareAsync(ask, "hypervisor CPU", "the CPU provided by hypervisor on the host", "The CPU provided by hypervisor on the host", WithHypervisorAsync)),
        new("hypervisor-cpu-baseline", "file= -virttype= -emulator= -arch= -machine= features migratable -model=", "show the processor that runs wherever the given ones do", BaselineAsync),
    ];

    static async Task CompareAsync(Ask ask, string what, string other, string first, Func<Ask, string, Task<int>> compare)
    {
        const int incompatible = 0, identical = 1;
        var path = ask.Text("file");
        var result = await compare(ask, Given(ask)[0]).Or($"Failed to compare {what} with {path}");
        ask.Out.Text(result switch
        {
            incompatible => $"CPU described in {path} is incompatible with {other}\n",
            identical => $"CPU described in {path} is identical to {other}\n",
            _ => $"{first} is a superset of CPU described in {path}\n",
        });
        if (result == incompatible) throw CommandException.Silent;
    }

    static async Task<int> WithHostAsync(Ask ask, string cpu)
    {
        var told = await ask.CallAsync(Remote.ConnectCompareCpu, new(cpu, Strictness(ask)));
        return told.Result; // awaited above: the field is called so on the wire
    }

    static async Task<int> WithHypervisorAsync(Ask ask, string cpu)
    {
        var told = await ask.CallAsync(Remote.ConnectCompareHypervisorCpu,
            new(ask.OptionalText("emulator"), ask.OptionalText("arch"), ask.OptionalText("machine"), ask.OptionalText("virttype"), cpu, Strictness(ask)));
        return told.Result; // awaited above: the field is called so on the wire
    }

    static uint Strictness(Ask ask) => ask.Flags(("error", 1), ("validate", 2));

    static async Task BaselineAsync(Ask ask)
    {
        ask.Exclusive("file", "model");
        string[] cpus = ask.OptionalText("model") is { } model ? [new XElement("cpu", new XElement("model", model)).ToString()]
            : ask.Has("file") ? Given(ask) : throw new CommandException("One of options --file or --model is required");
        ask.Out.Text((await ask.CallAsync(Remote.ConnectBaselineHypervisorCpu, new(
            ask.OptionalText("emulator"), ask.OptionalText("arch"), ask.OptionalText("machine"), ask.OptionalText("virttype"), cpus, ask.Flags(("features", 1), ("migratable", 2))))).Cpu);
    }

    static string[] Given(Ask ask) => Of(ask.File("file")) is { Length: > 0 } cpus ? cpus
        : throw new CommandException($"File '{ask.Text("file")}' does not contain any <cpu> element or valid domain XML, host capabilities XML, or domain capabilities XML");

    /// <summary>Processors of whatever documents a file holds: their own, a domain's, a host's; what a hypervisor tells of its host.</summary>
    static string[] Of(string text)
    {
        var start = text.StartsWith("<?xml", StringComparison.Ordinal) && text.IndexOf("?>", StringComparison.Ordinal) is >= 0 and var end ? end + 2 : 0;
        var all = XmlText.Parse($"<all>{text[start..]}</all>").Descendants();
        return [.. all.Where(element => element.Name == "cpu" && element.Attribute("id") is null && element.Parent?.Name != "domainCapabilities")
            .Concat(all.Where(element => element.Name == "mode" && element is { HasElements: true } && element.Attribute("name")?.Value == "host-model")
                .Select(mode => new XElement("cpu", mode.Elements())))
            .Select(cpu => cpu.ToString())];
    }
}
