using System.Globalization;
using System.Text;

namespace Aerostat.Daemon.Metrics;

/// <summary>Series in the text form that Prometheus reads: all of one name together, under its type.</summary>
/// <remarks>Source: the Prometheus text exposition format 0.0.4.</remarks>
sealed class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    readonly Dictionary<string, StringBuilder> families = [];
    readonly List<string> order = [];

    public void Gauge(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels) => Add(name, "gauge", value, labels);

    public void Counter(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels) => Add(name, "counter", value, labels);

    void Add(string name, string type, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!families.TryGetValue(name, out var text))
        {
            families[name] = text = new($"# TYPE {name} {type}\n");
            order.Add(name);
        }
        text.Append(name);
        for (var i = 0; i < labels.Length; i++)
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value)).Append('"');
        if (labels.Length > 0) text.Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    static string Escaped(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public override string ToString() => string.Concat(order.Select(name => families[name]));
}
