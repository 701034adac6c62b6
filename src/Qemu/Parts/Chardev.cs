using System.Globalization;
using System.Text;

namespace Aerostat.Qemu;

/// <summary>A character device's far end. QEMU takes it in two grammars: words at start, nested JSON later; each kind says both side by side.</summary>
/// <remarks>Source: QAPI <c>ChardevBackend</c>; qemu-options.hx, <c>-chardev</c>. A test holds both equal in a real QEMU.</remarks>
public abstract record Chardev(string Id)
{
    /// <summary>What the guest writes goes here as well.</summary>
    public string? LogFile { get; init; }
    public bool? LogAppend { get; init; }

    /// <summary>The word for its kind: the option's first, and the backend's type.</summary>
    protected abstract string Type { get; }

    protected abstract Words Say(Words words);
    protected abstract Props Data { get; }

    /// <summary>The option's argument: <c>pty,id=charserial0</c>.</summary>
    public string Words => Say(new Words(Type).Say("id", Id)).Say("logfile", LogFile).Say("logappend", LogAppend).ToString();

    /// <summary>The arguments of <c>chardev-add</c>.</summary>
    public Props Add => Props.Empty.With("id", Id).With("backend", Props.Empty
        .With("type", Type)
        .With("data", Data.With("logfile", LogFile).With("logappend", LogAppend)));
}

/// <summary>Key=value words of an option. A comma within a value is doubled.</summary>
public sealed class Words(string first)
{
    readonly StringBuilder text = new(first);

    public Words Say(string name, string? value)
    {
        if (value is not null) text.Append(',').Append(name).Append('=').Append(value.Replace(",", ",,", StringComparison.Ordinal));
        return this;
    }

    /// <summary>A word without a value.</summary>
    public Words Say(string name)
    {
        text.Append(',').Append(name);
        return this;
    }

    public Words Say(string name, bool? value) => Say(name, value is { } on ? on ? "on" : "off" : null);
    public Words Say(string name, long? value) => Say(name, value?.ToString(CultureInfo.InvariantCulture));
    public Words Say(string name, ulong? value) => Say(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
