using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Daemon.Configuring;

/// <summary>Reads one setting after the other. What is not written is as by default; what is wrong stays as it is, and is named.</summary>
sealed class ConfigMap(ConfigFile file, Configuration running)
{
    static readonly Configuration Default = new();

    readonly HashSet<string> known = [];
    readonly List<ConfigProblem> problems = [.. file.Problems];
    readonly List<string> changes = [];

    public IReadOnlyList<ConfigProblem> Problems => problems;

    /// <summary>Each as <c>max_clients from 5000 to 20</c>.</summary>
    public IReadOnlyList<string> Changes => changes;

    public int Number(string name, Func<Configuration, int> of, int min, int max) => Setting(name, of, Show,
        $"a number from {min} to {max}", (ConfigValue value, out int number) =>
        {
            number = value is NumberValue { Number: var n } && n >= min && n <= max ? (int)n : min - 1;
            return number >= min;
        });

    /// <summary>A number, or <c>"unlimited"</c>, which is the greatest.</summary>
    public ulong? Limit(string name, Func<Configuration, ulong?> of) => Setting(name, of, Show,
        "a number, or \"unlimited\"", (ConfigValue value, out ulong? limit) =>
        {
            limit = value is NumberValue { Number: >= 0 and var n } ? (ulong)n : value is TextValue { Text: "unlimited" } ? ulong.MaxValue : null;
            return limit is not null;
        });

    public bool Switch(string name, Func<Configuration, bool> of) => Setting(name, of, on => on ? "1" : "0",
        "0 or 1", (ConfigValue value, out bool on) =>
        {
            on = value is NumberValue { Number: 1 };
            return value is NumberValue { Number: 0 or 1 };
        });

    public string? Text(string name, Func<Configuration, string?> of, string expected = "a \"text\" in quotes", Func<string, bool>? fits = null) => Setting(name, of, text => text is null ? "unset" : $"\"{text}\"",
        expected, (ConfigValue value, out string? text) =>
        {
            text = (value as TextValue)?.Text;
            return text is { Length: > 0 } && (fits?.Invoke(text) ?? true);
        });

    /// <summary>Permission bits, written in octal and in quotes.</summary>
    public uint Mode(string name, Func<Configuration, uint> of) => Setting(name, of, mode => $"\"0{Convert.ToString(mode, 8)}\"",
        "permissions in octal and in quotes, as \"0770\"", (ConfigValue value, out uint mode) =>
        {
            mode = 0;
            if (value is not TextValue { Text: { Length: > 0 and <= 4 } text } || text.Any(c => c is < '0' or > '7')) return false;
            mode = Convert.ToUInt32(text, 8);
            return mode <= 0x1ff;
        });

    /// <summary>Names that libvirt's files may hold and that mean nothing here: told, not refused.</summary>
    public IReadOnlyList<string> WithoutEffect(IReadOnlyCollection<string> names)
    {
        known.UnionWith(names);
        return [.. file.Values.Where(v => names.Contains(v.Key)).Select(v => $"{file.Path}:{v.Value.Line}: {v.Key} is a setting of libvirt's that has no effect here")];
    }

    /// <summary>After all settings: what was asked for by nobody.</summary>
    public void RefuseOthers()
    {
        foreach (var (name, value) in file.Values)
        {
            if (known.Contains(name)) continue;
            var ours = known.Except(Configuration.NotOurs).Select(k => (Name: k, Shared: k.AsSpan().CommonPrefixLength(name))).ToList();
            var most = ours.Max(k => k.Shared);
            var near = ours.Where(k => most >= Math.Min(4, name.Length) && k.Shared == most).Select(k => k.Name).Order().ToList();
            problems.Add(new(file.Path, value.Line, $"there is no setting '{name}'" + (near.Count > 0 ? $": expected one as {string.Join(", ", near)}" : "")));
        }
    }

    delegate bool Reader<T>(ConfigValue value, out T read);

    T Setting<T>(string name, Func<Configuration, T> of, Func<T, string> show, string expected, Reader<T> reader)
    {
        known.Add(name);
        var now = of(running);
        var next = of(Default);
        if (file.Values.TryGetValue(name, out var value) && !reader(value, out next))
        {
            problems.Add(new(file.Path, value.Line, $"{name} = {value}: expected {expected}"));
            next = now;
        }
        if (!EqualityComparer<T>.Default.Equals(now, next)) changes.Add($"{name} from {show(now)} to {show(next)}");
        return next;
    }

    static string Show(ulong? limit) => limit switch { null => "unset", ulong.MaxValue => "\"unlimited\"", { } number => number.ToString(CultureInfo.InvariantCulture) };

    static string Show(int number) => number.ToString(CultureInfo.InvariantCulture);
}
