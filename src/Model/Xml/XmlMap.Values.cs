using System.Globalization;
using Aerostat.Values;

namespace Aerostat.Model;

public sealed partial class XmlMap
{
    public string? Text(string at, string? value, bool required = false)
    {
        if (!Reading)
        {
            Put(at, value);
            return value;
        }
        var text = Get(at);
        return text is null && required ? throw Missing(at) : text;
    }

    /// <summary>The attribute's text; an empty one is none, as libvirt has it for some.</summary>
    public string? Filled(string at, string? value) => Text(at, value) is { Length: > 0 } text ? text : null;

    /// <summary>A word of an attribute that may be empty, which is none.</summary>
    public T? EnumFilled<T>(string at, T? value, Func<string, string>? unknown = null) where T : struct, Enum
    {
        if (!Reading || element?.Attribute(at) is not { Value: "" }) return Enum(at, value, unknown: unknown);
        _ = Text(at, null); // Known and read, if to no use.
        return null;
    }

    /// <summary>A text in a child of its own: <c>&lt;name&gt;…&lt;/name&gt;</c>.</summary>
    public string? Leaf(string child, string? value) => At(child).Text(".", value);

    /// <param name="at">The attribute, or <c>.</c>.</param>
    /// <param name="value">What is written.</param>
    /// <param name="required">Its absence is an error.</param>
    /// <param name="unknown">libvirt's words for a value it does not know, where they are not the common ones.</param>
    /// <param name="code">libvirt's code for those.</param>
    public T? Enum<T>(string at, T? value, bool required = false, Func<string, string>? unknown = null, ErrorCode code = ErrorCode.ConfigUnsupported) where T : struct, Enum
    {
        if (!Reading)
        {
            Put(at, value is { } given ? Spelling<T>.Of(given) : null);
            return value;
        }
        if (Text(at, null, required) is not { } word) return null;
        return Spelling<T>.Parse(word) ?? throw (unknown is null
            ? Invalid(at, word, "")
            : Error(code, ErrorDomain.Domain, unknown(word)));
    }

    /// <summary>One that must be there.</summary>
    public T Need<T>(string at, T value) where T : struct, Enum => Enum<T>(at, value, required: true)!.Value;

    /// <summary>One whose absence means <paramref name="usual"/>; it is always written.</summary>
    public T EnumOr<T>(string at, T value, T usual, Func<string, string>? unknown = null) where T : struct, Enum =>
        Enum<T>(at, value, required: false, unknown) ?? usual;

    public bool? OnOff(string at, bool? value, bool required = false) => Switch(at, value, "on", "off", required);

    public bool? YesNo(string at, bool? value, bool required = false) => Switch(at, value, "yes", "no", required);

    bool? Switch(string at, bool? value, string yes, string no, bool required)
    {
        if (!Reading)
        {
            Put(at, value is { } given ? given ? yes : no : null);
            return value;
        }
        if (Text(at, null, required) is not { } word) return null;
        return word == yes ? true : word == no ? false : throw Invalid(at, word, "");
    }

    /// <summary>A child whose <c>state</c> is on or off; without the attribute it is on.</summary>
    public bool? State(string child, bool? value)
    {
        var at = At(child);
        return Reading && at.Exists ? at.OnOff("state", null) ?? true : at.OnOff("state", value);
    }

    /// <param name="invalid">libvirt's words for what is no such number, where they are not the common ones.</param>
    public uint? UInt(string at, uint? value, bool required = false, string? invalid = null) =>
        (uint?)Number(at, value, uint.MaxValue, required, invalid);

    public ulong? ULong(string at, ulong? value, bool required = false) => Number(at, value, ulong.MaxValue, required);

    public int? Int(string at, int? value, bool required = false)
    {
        if (!Reading)
        {
            Put(at, value?.ToString(CultureInfo.InvariantCulture));
            return value;
        }
        if (Text(at, null, required) is not { } text) return null;
        var negative = text.AsSpan().TrimStart() is ['-', ..];
        return Numbers.Parse(negative ? text.AsSpan().TrimStart()[1..] : text) is { } number && number <= int.MaxValue
            ? (negative ? -(int)number : (int)number)
            : throw Invalid(at, text, "Expected integer value");
    }

    /// <summary>A number that is written as <c>0x…</c>, with leading zeros up to <paramref name="digits"/>.</summary>
    public uint? Hex(string at, uint? value, int digits, bool required = false)
    {
        if (Reading) return (uint?)Number(at, null, uint.MaxValue, required);
        Put(at, value is { } given ? "0x" + given.ToString("x" + digits, CultureInfo.InvariantCulture) : null);
        return value;
    }

    public ulong? HexLong(string at, ulong? value, int digits)
    {
        if (Reading) return Number(at, null, ulong.MaxValue, required: false);
        Put(at, value is { } given ? "0x" + given.ToString("x" + digits, CultureInfo.InvariantCulture) : null);
        return value;
    }

    ulong? Number(string at, ulong? value, ulong max, bool required, string? invalid = null)
    {
        if (!Reading)
        {
            Put(at, value?.ToString(CultureInfo.InvariantCulture));
            return value;
        }
        if (Text(at, null, required) is not { } text) return null;
        return Numbers.Parse(text) is { } number && number <= max ? number : throw (invalid is null ? Invalid(at, text, "Expected integer value") : Wrong($"{invalid}, not '{text}'"));
    }

    public Guid? Uuid(string at, Guid? value)
    {
        if (!Reading)
        {
            Put(at, value?.ToString("D"));
            return value;
        }
        return Get(at) is not { } text ? null : Uuids.Parse(text) ?? throw Error(ErrorCode.InternalError, ErrorDomain.Domain, $"malformed {(at == "." ? name : at)} element '{text}'");
    }

    public MacAddress? Mac(string at, MacAddress? value)
    {
        if (!Reading)
        {
            Put(at, value?.ToString());
            return value;
        }
        if (Get(at) is not { } text) return null;
        return MacAddress.TryParse(text, out var mac) ? mac
            : throw Error(ErrorCode.XmlError, ErrorDomain.Domain, $"unable to parse mac address '{text}'");
    }

    public CpuSet? Cpus(string at, CpuSet? value)
    {
        if (!Reading)
        {
            Put(at, value?.ToString());
            return value;
        }
        if (Get(at) is not { } text) return null;
        return CpuSet.TryParse(text, out var set) ? !set.IsEmpty ? set : throw Unsupported($"Invalid value of '{at}': {text}")
            : throw Error(ErrorCode.InvalidArg, ErrorDomain.None, $"Failed to parse bitmap '{text}'");
    }

    /// <summary>An amount in the element's own text with its <c>unit</c>; kept in bytes, rounded up to KiB, written in KiB.</summary>
    public Bytes? Memory(Bytes? value, string unit = "KiB")
    {
        if (!Reading)
        {
            Put("unit", value is null ? null : unit);
            Put(".", value is { } given ? (given.Value / Bytes.Unit(unit)!.Value).ToString(CultureInfo.InvariantCulture) : null);
            return value;
        }
        var word = Get("unit");
        return Scaled(".", word, unit)?.RoundUp(Bytes.Kib(1));
    }

    /// <summary>The same without rounding; written in <paramref name="unit"/>.</summary>
    public Bytes? Amount(Bytes? value, string unit)
    {
        if (Reading) return Scaled(".", Get("unit"), unit);
        return Memory(value, unit);
    }

    /// <summary>An amount in <c>size</c>, its unit in <c>unit</c>; bytes where none is named.</summary>
    public Bytes? Size(Bytes? value, string? written = null)
    {
        if (Reading) return Scaled("size", Get("unit"), "bytes");
        Put("size", value is { } given ? (given.Value / (written is null ? 1 : Bytes.Unit(written)!.Value)).ToString(CultureInfo.InvariantCulture) : null);
        if (value is not null) Put("unit", written);
        return value;
    }

    /// <summary>An amount in an attribute, its unit in <c>unit</c>; KiB where none is named.</summary>
    public Bytes MemoryAttribute(string at, Bytes value)
    {
        if (Reading) return Scaled(at, Get("unit"), "KiB")?.RoundUp(Bytes.Kib(1)) ?? default;
        Put(at, value.InKib.ToString(CultureInfo.InvariantCulture));
        Put("unit", "KiB");
        return value;
    }

    public Bytes BytesAttribute(string at, Bytes value)
    {
        if (Reading) return Scaled(at, Get("unit"), "B") ?? default;
        Put(at, value.Value.ToString(CultureInfo.InvariantCulture));
        Put("unit", "B");
        return value;
    }

    public long? Long(string at, long? value)
    {
        if (!Reading)
        {
            Put(at, value?.ToString(CultureInfo.InvariantCulture));
            return value;
        }
        if (Get(at) is not { } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var number)
            ? number : throw Invalid(at, text, "Expected integer value");
    }

    /// <summary>An amount whose unit stands beside it or, without one, is <paramref name="unit"/>; in bytes.</summary>
    internal Bytes? Scaled(string at, string? unit, string usual)
    {
        if (Get(at) is not { } text) return null;
        if (Numbers.Parse(text) is not { } number) throw Error(ErrorCode.XmlError, ErrorDomain.Xml, $"Invalid value '{text}' for element or attribute '{Path(at)}'");
        if (Bytes.Unit(unit is { Length: > 0 } ? unit : usual) is not { } scale) throw Error(ErrorCode.InvalidArg, ErrorDomain.None, $"unknown suffix '{unit}'");
        return number > ulong.MaxValue / scale
            ? throw Error(ErrorCode.Overflow, ErrorDomain.None, $"value too large: {number}{unit}")
            : new Bytes(number * scale);
    }

    string Path(string at) => at == "." ? $"./{name}[1]" : $"./{name}/@{at}";

    string? Get(string at)
    {
        if (element is null) return null;
        if (at == ".")
        {
            element.TextTaken = true;
            return mute || element.Text.Length == 0 ? null : element.Text;
        }
        if (element.Attribute(at) is not { } attribute) return null;
        attribute.Taken = true;
        return mute ? null : attribute.Value;
    }

    void Put(string at, string? value)
    {
        if (value is null || mute) return;
        if (at == ".") Written.Nodes.Add(value);
        else Written.Attributes.Add(new(at, value));
    }
}
