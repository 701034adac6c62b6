using System.Text;
using Aerostat.Daemon.Configuring;

namespace Aerostat.Fuzz.Tests;

/// <summary>aerostatd.conf: every wrong line is named, none throws.</summary>
sealed class ConfigurationTarget : PlainTarget
{
    public override string Name => "configuration";

    public override IReadOnlyList<string> Words => ["=", "\"", "'", "\"\"\"", "[", "]", ",", "#", "\n", "\\", "max_clients", "user", "group", "log_level", "unlimited", "0770", "save_image_format", "remote_display_port_min"];

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var file = ConfigFile.Parse("aerostatd.conf", Encoding.UTF8.GetString(input));
        ConfigMap map = new(file, new());
        _ = Configuration.Map(map);
        var lines = input.Count((byte)'\n') + 1;
        if (map.Problems.FirstOrDefault(problem => problem.Line < 0 || problem.Line > lines) is { } astray) throw new InvalidOperationException($"there is no line {astray.Line}");
    }
}
