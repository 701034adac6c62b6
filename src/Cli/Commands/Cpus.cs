using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Processors from files, held against what a hypervisor can give.</summary>
static class Cpus
{
    public static IReadOnlyList<Command> All =>
    [
        new("hypervisor-cpu-compare", "file! -virttype= -emulator= -arch= -machine= error validate", "hold a processor against what a hypervisor can give", Compare),
        new("hypervisor-cpu-baseline", "file= -virttype= -emulator= -arch= -machine= features migratable -model=", "show the processor that runs wherever the given ones do", Baseline),
    ];

    static async Task Compare(Ask ask)
    {
        const int incompatible = 0, identical = 1;
        var path = ask.Text("file");
        if (Of(ask.File("file")) is not [var cpu, ..]) throw new CommandException($"File '{path}' does not contain a <cpu> element or is not a valid domain or capabilities XML");
        var result = (await ask.CallAsync(Remote.ConnectCompareHypervisorCpu, new(
            ask.OptionalText("emulator"), ask.OptionalText("arch"), ask.OptionalText("machine"), ask.OptionalText("virttype"), cpu, ask.Flags(("error", 1), ("validate", 2))))
            .Or($"Failed to compare hypervisor CPU with {path}")).Result;
        ask.Out.Text(result switch
        {
            incompatible => $"CPU described in {path} is incompatible with the CPU provided by hypervisor on the host\n",
            identical => $"CPU described in {path} is identical to the CPU provided by hypervisor on the host\n",
            _ => $"The CPU provided by hypervisor on the host is a superset of CPU described in {path}\n",
        });
        if (result == incompatible) throw CommandException.Silent;
    }

    static async Task Baseline(Ask ask)
    {
        ask.Exclusive("file", "model");
        string[] cpus = ask.OptionalText("model") is { } model ? [new XElement("cpu", new XElement("model", model)).ToString()]
            : ask.Has("file") ? Of(ask.File("file")) : throw new CommandException("One of options --file or --model is required");
        if (cpus.Length == 0) throw new CommandException($"File '{ask.Text("file")}' does not contain any <cpu> element or valid domain XML, host capabilities XML, or domain capabilities XML");
        ask.Out.Text((await ask.CallAsync(Remote.ConnectBaselineHypervisorCpu, new(
            ask.OptionalText("emulator"), ask.OptionalText("arch"), ask.OptionalText("machine"), ask.OptionalText("virttype"), cpus, ask.Flags(("features", 1), ("migratable", 2))))).Cpu);
    }

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
