using System.Text;
using System.Text.Json;
using Aerostat.Engine.Store;
using Aerostat.Values;

namespace Aerostat.Fuzz.Tests;

/// <summary>What a running guest left for the next daemon; what is understood is written again.</summary>
sealed class StatusTarget : PlainTarget
{
    public override string Name => "status";

    public override IReadOnlyList<string> Words =>
        ["{", "}", "[", "]", "\"", "null", "true", "\\ud800", "\"format\"", "\"boot\"", "\"name\"", "\"uuid\"", "\"pid\"", "\"start-time\"", "\"state\"", "\"emulator\"", "\"folder\"", "\"leaving\"", "\"owned\"", "\"job\"", "\"xml\"", "\"plugging\"", "\"cgroup\""];

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        try
        {
            if (StatusFile.Read(Encoding.UTF8.GetString(input), "boot").State is { } state) _ = StatusFile.Write(state, "boot");
        }
        catch (Exception e) when (e is JsonException or VirtException) { /* documented */ }
    }
}
